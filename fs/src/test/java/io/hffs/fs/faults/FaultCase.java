package io.hffs.fs.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test, beside its {@code @Test}, shows a case of the catalogue in {@code fault-cases.tsv}. It
 * may take a {@link FaultRun}, which says how often, from which seed, and takes down what was seen.
 * In an ordinary run it is a short test like all others; {@code scripts/test --faults} runs the
 * cases at full length and prints what each one found.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@ExtendWith(FaultCaseExtension.class)
public @interface FaultCase {

  /** The number in the catalogue, from 1. */
  int value();
}
