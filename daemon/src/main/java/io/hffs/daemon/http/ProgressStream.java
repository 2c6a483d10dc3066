package io.hffs.daemon.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.ApiPaths;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.StreamLine;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One streamed answer. The status is 200 before the outcome is known, so the outcome is the last
 * line: a result or an error. A caller who hangs up ends the work at its next report.
 */
final class ProgressStream {

  private static final ObjectMapper JSON = ApiJson.mapper();

  /** The work; blocks until it is done. */
  @FunctionalInterface
  interface Work {
    Object run(ProgressSink sink) throws ApiException;
  }

  private final OutputStream out;

  ProgressStream(Context context) {
    context.status(200).contentType(ApiPaths.NDJSON);
    this.out = context.outputStream();
  }

  void send(Work work) throws IOException {
    StreamLine last;
    try {
      last = new StreamLine(null, JSON.valueToTree(work.run(this::report)), null);
    } catch (ApiException e) {
      last = new StreamLine(null, null, e.toError());
    }
    write(last);
  }

  private boolean report(Progress progress) {
    try {
      write(new StreamLine(progress, null, null));
      return true;
    } catch (IOException e) {
      return false; // The caller is gone.
    }
  }

  private void write(StreamLine line) throws IOException {
    out.write(JSON.writeValueAsBytes(line));
    out.write('\n');
    out.flush();
  }
}
