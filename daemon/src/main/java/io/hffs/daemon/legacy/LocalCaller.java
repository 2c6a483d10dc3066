package io.hffs.daemon.legacy;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as matters for what only this machine may ask.
 *
 * @param address of the other end, in numbers
 * @param host what the caller thinks our name is
 * @param origin the web page that called, when one did
 */
record LocalCaller(String address, @Nullable String host, @Nullable String origin) {

  private static final Pattern OUR_NAMES =
      Pattern.compile("(?i)(?:127\\.0\\.0\\.1|localhost|\\[::1\\])(?::\\d+)?");

  static LocalCaller of(Context context) {
    return new LocalCaller(
        context.req().getRemoteAddr(), context.header("Host"), context.header("Origin"));
  }

  /**
   * Tells whether a program of this machine called. A web page in the user's browser comes from
   * loopback too: it bears an Origin, or our address under a name of its own.
   */
  boolean isLocal() {
    return isLoopback() && origin == null && host != null && OUR_NAMES.matcher(host).matches();
  }

  private boolean isLoopback() {
    try {
      // The JDK takes the empty name for this machine.
      return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
