package io.hffs.cli.lab;

import com.fasterxml.jackson.core.type.TypeReference;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.ApiPaths;
import io.hffs.daemon.api.PeerView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What one machine of the lab says of the machines that it is paired with. */
final class Peers {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;

  private final Machine machine;

  Peers(Machine machine) {
    this.machine = machine;
  }

  /**
   * Pairs a machine with one that invites it, and waits until each has reached the other.
   *
   * @param options of the invitation
   */
  static void pair(Machine joining, Machine inviting, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("peer", "invite"));
    words.addAll(List.of(options));
    String token = inviting.hffs(words.toArray(String[]::new)).ok();
    joining.hffs("peer", "add", inviting.network().address(), "--invite", token).ok();
    awaitEachOther(joining, inviting);
  }

  /** Waits until each of two paired machines has reached the other. */
  static void awaitEachOther(Machine one, Machine other) throws Exception {
    new Peers(one).awaitActive(other, LIMIT);
    new Peers(other).awaitActive(one, LIMIT);
  }

  List<PeerView> list() throws IOException {
    return ApiJson.mapper().readValue(machine.ask(ApiPaths.PEERS), new TypeReference<>() {});
  }

  /** Returns what is said of a machine, which is known by its address. */
  Optional<PeerView> of(Machine other) throws IOException {
    String prefix = other.network().address() + ":";
    return list().stream()
        .filter(peer -> peer.address() != null && peer.address().startsWith(prefix))
        .findFirst();
  }

  PeerView awaitActive(Machine other, Duration limit) throws Exception {
    return await(other, limit, peer -> peer.state() == PeerView.State.ACTIVE);
  }

  /** Waits until a machine is listed and what is said of it satisfies the condition. */
  PeerView await(Machine other, Duration limit, Predicate<PeerView> condition) throws Exception {
    return poll(limit, () -> of(other).filter(condition));
  }

  /** Waits until a machine is not listed any more. */
  void awaitGone(Machine other, Duration limit) throws Exception {
    poll(limit, () -> of(other).isEmpty() ? Optional.of(true) : Optional.empty());
  }

  private interface Question<T> {
    Optional<T> ask() throws IOException;
  }

  private <T> T poll(Duration limit, Question<T> question) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> answer = question.ask();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(machine + ": not so after " + limit + ": " + list());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
