package io.hffs.daemon.api;

/** Hears that a daemon in this process is ready. */
@FunctionalInterface
public interface ReadyListener {

  /**
   * Called once, when requests are answered.
   *
   * @throws ApiException to end the daemon again; it is passed on to who started it
   */
  void ready(HffsApi api, DaemonAddress address) throws ApiException;
}
