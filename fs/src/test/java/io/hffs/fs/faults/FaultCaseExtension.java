package io.hffs.fs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives a case its {@link FaultRun}, and appends a line about it to the file that {@code
 * -Dhffs.faults.report} names: number, test, outcome, length, seed, seconds, figures; with tabs.
 */
final class FaultCaseExtension
    implements ParameterResolver, BeforeTestExecutionCallback, AfterTestExecutionCallback {

  private static final Namespace HERE = Namespace.create(FaultCaseExtension.class);
  private static final String REPORT = System.getProperty("hffs.faults.report", "");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FaultRun.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return runOf(context);
  }

  private static FaultRun runOf(ExtensionContext context) {
    return context
        .getStore(HERE)
        .getOrComputeIfAbsent(FaultRun.class, key -> new FaultRun(), FaultRun.class);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    context.getStore(HERE).put("started", System.nanoTime());
    System.out.printf("case %d, hffs.seed=%d%n", number(context), runOf(context).seed());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    boolean thrown = context.getExecutionException().isPresent();
    boolean shown = !thrown && runOf(context).hasFired();
    report(context, shown ? "passed" : "FAILED");
    if (!thrown && !shown) {
      throw new AssertionError("the case ended without proof that its fault happened");
    }
  }

  private static int number(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), FaultCase.class)
        .orElseThrow()
        .value();
  }

  private static void report(ExtensionContext context, String outcome) {
    if (REPORT.isEmpty()) {
      return;
    }
    long started = context.getStore(HERE).get("started", Long.class);
    double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    FaultRun run = runOf(context);
    String test =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    String line =
        String.format(
            Locale.ROOT,
            "%d\t%s\t%s\t%s\t%d\t%.1f\t%s%n",
            number(context),
            test,
            outcome,
            FaultRun.isFull() ? "full" : "quick",
            run.seed(),
            seconds,
            run.figures());
    try {
      Files.writeString(
          Path.of(REPORT), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
