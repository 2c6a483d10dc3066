package io.hffs.fs;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a test where the machine has all that it needs. Else it is skipped; or failed, under CI. */
public abstract class MachineCondition implements ExecutionCondition {

  /** Returns what the machine lacks, and how to get it; empty when it lacks nothing. */
  protected abstract String missing();

  @Override
  public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String missing = missing();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("the machine has what it needs");
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("this machine lacks " + missing);
    }
    return ConditionEvaluationResult.disabled("this machine lacks " + missing);
  }
}
