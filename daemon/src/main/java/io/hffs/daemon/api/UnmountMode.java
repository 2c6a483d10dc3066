package io.hffs.daemon.api;

/** What to do about a mount that is in use. */
public enum UnmountMode {
  /** Refuse, and name the processes that use it. */
  IF_IDLE,
  /** Take it out of the tree now; it goes away when its last user does. */
  LAZY
}
