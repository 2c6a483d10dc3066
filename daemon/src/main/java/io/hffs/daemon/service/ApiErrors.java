package io.hffs.daemon.service;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.config.ConfigException;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes what the caller of the API sees. */
public final class ApiErrors {

  private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

  private ApiErrors() {}

  /** Something that fails in the ways of files, settings and sources. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws Exception;
  }

  /** Something that fails in the same ways and gives nothing. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /** Runs it; what it throws is translated. */
  public static void run(Action action) throws ApiException {
    call(
        () -> {
          action.run();
          return Boolean.TRUE;
        });
  }

  /** Returns what it gives; what it throws is translated. */
  public static <T> T call(Call<T> call) throws ApiException {
    try {
      return call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.CANCELLED, "Interrupted.", e);
    } catch (Exception e) {
      throw translate(e);
    }
  }

  /** Translates a failure; those that are nobody's expectation are logged with their trace. */
  static ApiException translate(Exception failure) {
    if (failure instanceof ApiException known) {
      return known;
    }
    if (failure instanceof SourceException source) {
      return new ApiException(codeOf(source.kind()), sentence(source), source);
    }
    if (failure instanceof ConfigException || failure instanceof IllegalArgumentException) {
      return new ApiException(ErrorCode.BAD_REQUEST, sentence(failure), failure);
    }
    log.error("a request failed", failure);
    if (failure instanceof FileSystemException file) {
      return new ApiException(ErrorCode.INTERNAL, sentence(file), file);
    }
    String what = failure instanceof IOException ? sentence(failure) : failure.toString();
    return new ApiException(
        ErrorCode.INTERNAL, "hffs failed: " + what + " (the log has more)", failure);
  }

  static ErrorCode codeOf(SourceException.Kind kind) {
    return switch (kind) {
      case REPO_NOT_FOUND, REVISION_NOT_FOUND, ENTRY_NOT_FOUND -> ErrorCode.NOT_FOUND;
      case DENIED -> ErrorCode.DENIED;
      case THROTTLED -> ErrorCode.THROTTLED;
      case UNAVAILABLE -> ErrorCode.UNAVAILABLE;
      case CORRUPT, CHANGED -> ErrorCode.CORRUPT;
    };
  }

  private static String sentence(FileSystemException failure) {
    String file = failure.getFile() == null ? "a file" : failure.getFile();
    if (failure instanceof AccessDeniedException) {
      return "No permission for " + file + "; check its owner and mode.";
    }
    if (failure instanceof NoSuchFileException) {
      return "There is no " + file + ".";
    }
    return file + ": " + (failure.getReason() == null ? failure.toString() : failure.getReason());
  }

  private static String sentence(Exception failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
