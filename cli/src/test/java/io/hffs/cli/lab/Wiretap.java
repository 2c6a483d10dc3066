package io.hffs.cli.lab;

import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubRequest;
import io.hffs.fs.testhub.TestHub;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Takes down all that a test hub is told: each request with its headers and its body. */
final class Wiretap {

  private record Heard(HubOrigin origin, String request) {}

  private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

  private Wiretap() {}

  /** Listens until the faults of the hub are cleared. */
  static Wiretap of(TestHub hub) {
    Wiretap tap = new Wiretap();
    hub.inject(HubFault.of("wiretap", (request, response) -> response).when(tap::take));
    return tap;
  }

  private boolean take(HubRequest request) {
    String headers =
        request.http().headers().fields().stream()
            .map(field -> field.name() + ": " + field.value())
            .collect(Collectors.joining("\n"));
    String all =
        String.join(
            "\n", request.method() + " " + request.target(), headers, request.http().body());
    heard.add(new Heard(request.origin(), all));
    return false;
  }

  /** Returns what one of the two servers of the hub was told. */
  List<String> heard(HubOrigin origin) {
    return heard.stream().filter(each -> each.origin() == origin).map(Heard::request).toList();
  }
}
