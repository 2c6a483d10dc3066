package io.hffs.fs.testhub.http;

import java.io.IOException;

/** What a writer needs of its connection besides the bytes. */
interface ConnectionControl {

  /** Returns the shape of the line as set at this moment. */
  LineShape line();

  /** Returns at once while the server serves; while it is silent, stalls. */
  void awaitServing() throws IOException;

  /** Sends nothing any more; returns or throws when the connection is gone. */
  void stall() throws IOException;

  /** Resets the connection (RST). */
  void reset() throws IOException;
}
