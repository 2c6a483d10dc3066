package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import java.util.function.Supplier;

/** Making requests of what a user wrote. */
final class Requests {

  private Requests() {}

  /** Makes one; what its constructor refuses is wrong use, told in its sentence. */
  static <T> T checked(Supplier<T> request) throws ApiException {
    try {
      return request.get();
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.BAD_REQUEST, e.getMessage() + ".", e);
    }
  }
}
