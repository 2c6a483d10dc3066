package io.hffs.daemon.api;

import java.util.List;

/** The outcome of a verification: how much was hashed, and what did not match. */
public record VerifyView(int files, long sizeBytes, List<VerifyProblem> problems) {}
