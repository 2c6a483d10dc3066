package io.hffs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hffs.fs.cache.BlobStatus;
import io.hffs.fs.fuse.FuseMount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of its own that mounts {@code home/mnt}, so that it can be killed. It does what it is
 * told line by line, and ends in order at the end of its input.
 */
final class MountProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final BufferedReader output;
  private long presentBytes;

  private MountProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /** The program: the directory for everything, and the endpoint of the hub. */
  public static void main(String[] args) throws Exception {
    FileSystemConfig config = MountedHub.config(URI.create(args[1]), Path.of(args[0]));
    try (HffsFileSystem files = HffsFileSystem.open(config)) {
      FuseMount mount = files.mount(Path.of(args[0], "mnt"), false, false, () -> "{}");
      BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      do {
        files.cache().flush();
        long present = files.cache().blobs().stream().mapToLong(BlobStatus::presentBytes).sum();
        System.out.println("present " + present);
      } while (orders.readLine() != null);
      mount.unmount();
    }
  }

  /** Starts one with options for its JVM, and returns when it has mounted. */
  static MountProcess start(Path home, URI endpoint, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.java());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            ChildJvm.classPath(),
            MountProcess.class.getName(),
            home.toString(),
            endpoint.toString()));
    MountProcess started =
        new MountProcess(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    try {
      started.awaitFlushed();
    } catch (IOException | AssertionError e) {
      started.kill();
      throw e;
    }
    return started;
  }

  /** Returns how many bytes of files the cache had at the start, or when it was last flushed. */
  long presentBytes() {
    return presentBytes;
  }

  /** Has it make durable what it fetched. */
  void flush() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    awaitFlushed();
  }

  private void awaitFlushed() throws IOException {
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return String.valueOf(output.readLine());
              } catch (IOException e) {
                return e.toString();
              }
            });
    try {
      String said = line.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (!said.startsWith("present ")) {
        throw new AssertionError("the mounting process said: " + said);
      }
      presentBytes = Long.parseLong(said.substring("present ".length()));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException("the mounting process says nothing", e);
    }
  }

  /** As kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Lets it unmount and end; kills it when it does not. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      kill();
      throw new IOException("the mounting process did not end", e);
    }
  }
}
