package io.hffs.fs.peer;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Why a device cannot be reached, in words for people. */
final class PeerErrors {

  private PeerErrors() {}

  static String sentence(IOException cause) {
    if (cause instanceof UnknownHostException) {
      return "no machine of the name " + cause.getMessage();
    }
    if (cause instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    if (cause instanceof ConnectException) {
      return "nothing listens there";
    }
    if (cause instanceof SSLException) {
      return "it is another machine, or it has forgotten this one ('hffs peer add' pairs anew)";
    }
    if (cause instanceof SocketException) {
      return "the connection broke (" + cause.getMessage() + ")";
    }
    return cause.toString();
  }
}
