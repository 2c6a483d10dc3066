package io.hffs.fs;

import java.nio.file.Path;

/** What a test needs to start a JVM beside its own. */
public final class ChildJvm {

  private ChildJvm() {}

  /** Returns the program that this JVM runs by. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Returns the class path of the tests; Surefire may have hidden it in a jar. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
