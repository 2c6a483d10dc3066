package io.hffs.fs.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code fusermount}, the set-uid helper by which a user mounts and unmounts. */
public final class Fusermount {

  private static final long TIMEOUT_SECONDS = 10;

  private Fusermount() {}

  /**
   * Unmounts.
   *
   * @param flags {@code -z} to detach it now even if it is in use
   * @throws MountException BUSY, or FAILED with what fusermount said
   */
  public static void unmount(Path mountpoint, String... flags) throws IOException {
    List<String> command = new ArrayList<>(List.of("fusermount", "-u"));
    command.addAll(List.of(flags));
    command.add(mountpoint.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new MountException(
          MountException.Reason.NOT_INSTALLED,
          "fusermount is not installed: apt-get install fuse",
          e);
    }
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed(mountpoint, "no answer in " + TIMEOUT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw failed(mountpoint, "interrupted");
    }
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.exitValue() == 0) {
      return;
    }
    if (said.contains("busy")) {
      throw new MountException(MountException.Reason.BUSY, mountpoint + " is in use");
    }
    throw failed(mountpoint, said);
  }

  private static MountException failed(Path mountpoint, String why) {
    return new MountException(
        MountException.Reason.FAILED, "cannot unmount " + mountpoint + ": " + why);
  }
}
