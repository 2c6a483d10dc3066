package io.hffs.daemon.api;

/**
 * Where a running daemon listens on loopback, and the token that it asks for. Printing it hides the
 * token.
 */
public record DaemonAddress(long pid, int port, String token) {

  @Override
  public String toString() {
    return "DaemonAddress[pid=" + pid + ", port=" + port + "]";
  }
}
