package io.hffs.fs.hub;

import java.time.Duration;

/** Waits a while; tests put a clock of their own in its place. */
@FunctionalInterface
interface Pause {

  Pause SLEEPING = length -> Thread.sleep(length.toMillis());

  void await(Duration length) throws InterruptedException;
}
