package io.hffs.fs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sees that a mount answers: it is in the kernel's table, and its root can be looked at. */
final class MountProbe {

  private MountProbe() {}

  /** Waits until the mount answers, or throws. */
  static void await(Path mountpoint, Duration timeout) throws IOException {
    // On a thread of its own: a look at a file system that does not answer cannot be given up.
    FutureTask<Boolean> look =
        new FutureTask<>(
            () -> {
              boolean listed =
                  MountTable.at(mountpoint)
                      .filter(entry -> entry.type().equals(MountOptions.TYPE))
                      .isPresent();
              return listed && Files.isDirectory(mountpoint);
            });
    Thread thread = new Thread(look, "hffs-mount-probe");
    thread.setDaemon(true);
    thread.start();
    try {
      if (!look.get(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failed(mountpoint, "it is not in the mount table", null);
      }
    } catch (TimeoutException e) {
      throw failed(mountpoint, "no answer in " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw failed(mountpoint, String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(mountpoint, "interrupted", e);
    }
  }

  private static MountException failed(Path mountpoint, String why, @Nullable Exception cause) {
    String message = "the mount at " + mountpoint + " does not work: " + why;
    return cause == null
        ? new MountException(MountException.Reason.FAILED, message)
        : new MountException(MountException.Reason.FAILED, message, cause);
  }
}
