package io.hffs.daemon.peer;

import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.peer.PeerProtocol;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask: the device of the certificate that the connection was made with. Asked at every
 * request, so that a device which is not paired any more gets nothing over a connection it still
 * has. One that is not paired, and was let in because of an invite, may pair and nothing else. A
 * refusal has no body.
 */
final class PeerGuard implements Handler {

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String CALLER = "hffs.caller";
  private static final Set<String> FOR_STRANGERS = Set.of(PeerProtocol.PAIR, PeerProtocol.JOIN);

  private final Pairings pairings;

  PeerGuard(Pairings pairings) {
    this.pairings = pairings;
  }

  @Override
  public void handle(Context context) {
    DeviceId caller = device(context.req());
    if (caller == null) {
      throw new Refused(HttpStatus.UNAUTHORIZED);
    }
    boolean known = pairings.isPaired(caller) && pairings.ban(caller).isEmpty();
    if (!known && !FOR_STRANGERS.contains(context.path())) {
      throw new Refused(HttpStatus.FORBIDDEN);
    }
    context.attribute(CALLER, caller);
  }

  private static @Nullable DeviceId device(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
        ? DeviceId.of(chain[0])
        : null;
  }

  /** For answers that take long: the caller may have been let go meanwhile. */
  void requireStillPaired(Context context) {
    DeviceId caller = caller(context);
    if (!pairings.isPaired(caller) || pairings.ban(caller).isPresent()) {
      throw new Refused(HttpStatus.FORBIDDEN);
    }
  }

  /** Returns the device that asks. */
  static DeviceId caller(Context context) {
    DeviceId caller = context.attribute(CALLER);
    if (caller == null) {
      throw new IllegalStateException("a request that was not guarded");
    }
    return caller;
  }

  /** The caller is not let in. */
  static final class Refused extends HttpResponseException {

    Refused(HttpStatus status) {
      super(status.getCode());
    }
  }
}
