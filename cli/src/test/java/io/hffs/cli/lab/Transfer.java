package io.hffs.cli.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;

/**
 * Bytes over TCP between two machines, by a program in each that knows nothing of hffs: what the
 * network itself does.
 */
final class Transfer {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String SERVER =
      """
      import socket, sys
      server = socket.create_server((sys.argv[1], 0))
      print(server.getsockname()[1], flush=True)
      while True:
          connection, _ = server.accept()
          with connection:
              connection.sendall(bytes(int(sys.argv[2])))
      """;

  private static final String CLIENT =
      """
      import socket, sys, time
      with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=2) as connection:
          begin, received = time.monotonic(), 0
          while some := connection.recv(1 << 20):
              received += len(some)
      print(received, time.monotonic() - begin)
      """;

  private final Machine sender;
  private final long sizeBytes;
  private final int port;

  /** Sends that many zeros to whoever connects, until the lab is closed. */
  Transfer(Machine sender, long sizeBytes) throws IOException {
    this.sender = sender;
    this.sizeBytes = sizeBytes;
    // The port comes at once, or the end of the output does. The process is one of the lab's.
    Process process =
        sender.start("python3", "-c", SERVER, sender.network().address(), "" + sizeBytes);
    BufferedReader output = process.inputReader(UTF_8);
    port = Integer.parseInt(output.readLine());
  }

  /** Tells whether a machine gets all of it; it does not wait longer than 2 s for any of it. */
  boolean reaches(Machine receiver) throws IOException {
    return receive(receiver).exitCode() == 0;
  }

  /**
   * Returns the rate at which a machine gets all of it, without headers, from the first byte on.
   */
  long bytesPerSecond(Machine receiver) throws IOException {
    String[] words = receive(receiver).ok().split(" ", 2);
    if (Long.parseLong(words[0]) != sizeBytes) {
      throw new IOException(words[0] + " bytes arrived, not " + sizeBytes);
    }
    return Math.round(sizeBytes / Double.parseDouble(words[1]));
  }

  private Command.Result receive(Machine receiver) throws IOException {
    return receiver.run(
        LIMIT, "python3", "-c", CLIENT, sender.network().address(), String.valueOf(port));
  }
}
