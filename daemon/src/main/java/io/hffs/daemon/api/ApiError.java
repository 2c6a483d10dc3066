package io.hffs.daemon.api;

/**
 * A failed request as it travels: {@code {"code":"NOT_FOUND","message":"No repository ..."}}.
 *
 * @param message for people: what failed, on what, and what to do
 */
public record ApiError(ErrorCode code, String message) {}
