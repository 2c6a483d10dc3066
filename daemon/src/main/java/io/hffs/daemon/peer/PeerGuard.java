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
 * has. One that is not paired, and was let in because of an invite, may pair and nothing else. No
 * browser has business here. A refusal has no body.
 */
final class PeerGuard implements Handler {

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String CALLER = "hffs.caller";
  private static final Set<String> FOR_STRANGERS = Set.of(PeerProtocol.PAIR, PeerProtocol.JOIN);

  private final Pairings pairings;
  private final RequestRates rates = new RequestRates(System::nanoTime);

  PeerGuard(Pairings pairings) {
    this.pairings = pairings;
  }

  @Override
  public void handle(Context context) {
    DeviceId caller = device(context.req());
    if (caller == null) {
      throw new Refused(HttpStatus.UNAUTHORIZED);
    }
    boolean known = isKnown(pairings, caller);
    if (!known) {
      context.header("Connection", "close"); // one try each: then it makes room for others
    }
    boolean stranger = !known && pairings.ban(caller).isEmpty();
    if (isOfBrowser(context) || (!known && !(stranger && FOR_STRANGERS.contains(context.path())))) {
      throw new Refused(HttpStatus.FORBIDDEN);
    }
    if (!rates.admit(caller)) {
      throw new Refused(HttpStatus.TOO_MANY_REQUESTS);
    }
    context.attribute(CALLER, caller);
  }

  /** Tells whether a device is paired, and not banned. */
  static boolean isKnown(Pairings pairings, DeviceId device) {
    return pairings.isPaired(device) && pairings.ban(device).isEmpty();
  }

  private static boolean isOfBrowser(Context context) {
    return context.header("Origin") != null || context.header("Sec-Fetch-Site") != null;
  }

  private static @Nullable DeviceId device(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
        ? DeviceId.of(chain[0])
        : null;
  }

  /** For answers that take long: the caller may have been let go meanwhile. */
  void requireStillPaired(Context context) {
    if (!isKnown(pairings, caller(context))) {
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
