package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import io.hffs.fs.vfs.VfsException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresFuse
class FuseCallerIT {

  @TempDir Path temp;

  @Test
  void isTheThreadOfTheProgramThatWaits() throws Exception {
    List<Long> callers = new CopyOnWriteArrayList<>();
    try (MountedFake mounted = MountedFake.at(temp.resolve("m"))) {
      mounted.files.put("a.bin", new byte[1]);
      mounted.files.fail(
          "open",
          () -> {
            callers.add(FuseCaller.threadId());
            return new VfsException(VfsException.Reason.ACCESS_DENIED, "nobody");
          });
      String script =
          """
          import sys, threading
          def read():
              print(threading.get_native_id())
              try:
                  open(sys.argv[1])
              except PermissionError:
                  pass
          read()
          thread = threading.Thread(target=read)
          thread.start()
          thread.join()
          """;
      List<Long> threads =
          Shell.run("python3", "-c", script, mounted.path("a.bin"))
              .ok()
              .lines()
              .map(Long::valueOf)
              .toList();

      assertThat(callers).containsExactlyElementsOf(threads).doesNotHaveDuplicates();
    }
  }
}
