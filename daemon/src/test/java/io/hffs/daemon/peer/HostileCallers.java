package io.hffs.daemon.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.peer.TestCaller.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Those who make {@link HostileRequests}, and what must become of each: nothing. The program of an
 * {@link OtherMachine}.
 */
final class HostileCallers {

  private final TestCaller paired = TestCaller.device();
  private final List<TestCaller> strangers =
      List.of(
          TestCaller.withoutCertificate(),
          TestCaller.device(),
          TestCaller.expired(),
          TestCaller.rsa(),
          paired.byOlderTls());
  private final int port;
  private final String commit;
  private final long seed;
  private final Random random;
  private final HostileRequests requests;

  private HostileCallers(
      int port, String digest, String commit, List<String> deadSecrets, long seed) {
    this.port = port;
    this.commit = commit;
    this.seed = seed;
    this.random = new Random(seed);
    this.requests = new HostileRequests(random, digest, commit, deadSecrets);
  }

  /**
   * Takes the port of the machine, the digest of a file that it has and the commit, two secrets of
   * dead invites, and a seed. Says the id of its paired device; for each number that it is told, it
   * makes so many requests and says "done", or ends with what one of them got.
   */
  public static void main(String[] args) throws IOException {
    HostileCallers callers =
        new HostileCallers(
            Integer.parseInt(args[0]),
            args[1],
            args[2],
            List.of(args[3], args[4]),
            Long.parseLong(args[5]));
    System.out.println("devices " + callers.paired.id().hex());
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      int count = Integer.parseInt(line);
      for (int i = 0; i < count; i++) {
        callers.one("request " + i + ", hffs.seed=" + callers.seed);
      }
      System.out.println("done");
    }
  }

  private void one(String which) throws IOException {
    int who = random.nextInt(2 * strangers.size() + 1);
    if (who == 0) {
      try (Socket plain = TestCaller.plain(port)) {
        byte[] request = requests.ordinary();
        assertNothing(which + " without TLS", request, TestCaller.exchange(plain, request));
      }
    } else if (who <= strangers.size()) {
      byte[] request = random.nextBoolean() ? requests.ordinary() : requests.hostile();
      Answer answer = strangers.get(who - 1).say(port, request);
      assertNothing(which + " of stranger " + who, request, answer);
    } else {
      byte[] request = requests.hostile();
      assertNothing(which + " of a paired one", request, paired.say(port, request));
    }
  }

  private void assertNothing(String which, byte[] request, Answer answer) {
    String asked = new String(request, StandardCharsets.ISO_8859_1);
    String shown = which + ": " + asked.substring(0, Math.min(200, asked.length()));
    assertThat(answer.status())
        .as(shown)
        .matches(s -> s == 0 || (s >= 400 && s < 500) || s == 501 || s == 505, "error");
    assertThat(answer.body()).as(shown).hasSizeLessThan(2_000);
    assertThat(answer.head() + answer.body())
        .as(shown)
        .doesNotContain(HostileAttack.FILE, "X-Evil: 1\r\n", "Chunks-Sha256", "BEGIN", "root:")
        .doesNotContainIgnoringCase("jetty", "javalin");
    if (!asked.contains(commit)) {
      assertThat(answer.body()).as(shown).doesNotContain(commit);
    }
  }
}
