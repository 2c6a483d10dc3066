package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries that people load models with, on the mount and on the caches it shows. */
@RequiresFuse
class PythonClientsIT {

  private static final String MODEL = SampleRepos.TINY_LLAMA;
  private static final String SHARDED = SampleRepos.TINY_LLAMA_SHARDED;

  @TempDir Path temp;
  private ClientPython python;
  private MountedHub mounted;

  @BeforeEach
  void mount() throws Exception {
    python = ClientPython.require();
    mounted = MountedHub.in(temp.resolve("home"));
    SampleRepos.addAll(mounted.hub());
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      mounted.close();
    }
  }

  private String loaded(Path directory) throws Exception {
    return python.client("load_model.py", Map.of(), directory);
  }

  private String loadedById(String repo, Path hubCache) throws Exception {
    return python.client(
        "hub_cache.py", Map.of("HF_HUB_OFFLINE", "1", "HF_HUB_CACHE", hubCache.toString()), repo);
  }

  @Test
  void modelsLoadFromTheMountAsFromTheirFiles() throws Exception {
    String origin = loaded(mounted.origin(MODEL, "main", temp.resolve("origin")));

    assertThat(loaded(mounted.path(MODEL + "/main"))).isEqualTo(origin);
    // The same weights in three files.
    assertThat(loaded(mounted.path(SHARDED + "/main"))).isEqualTo(origin);
    assertThat(loadedById(MODEL, mounted.path(".hffs/hub"))).isEqualTo(origin);

    // What is complete appears in the layout on the disk, with the ref that was used.
    Shell.sh("find \"$1\" -type f -exec cat {} + > /dev/null", mounted.path(MODEL + "/main")).ok();
    mounted.files().cache().flush();
    mounted.hub().goDark();
    assertThat(loadedById(MODEL, mounted.cache().resolve("hub"))).isEqualTo(origin);
  }

  @Test
  void safetensorsMapTheSameTensors() throws Exception {
    Path origin = mounted.origin(MODEL, "main", temp.resolve("origin"));

    assertThat(
            python.client(
                "safe_open.py", Map.of(), mounted.path(MODEL + "/main/model.safetensors")))
        .isEqualTo(python.client("safe_open.py", Map.of(), origin.resolve("model.safetensors")));
  }

  @Test
  void manyThreadsReadOneColdFileInManyWays() throws Exception {
    TestContent content = TestContent.generated(7, (32 << 20) + 3);
    SampleRepos.addLfsFile(mounted.hub(), "acme/model", "big", content);

    assertThat(python.client("read_patterns.py", Map.of(), mounted.path("acme/model/main/big")))
        .isEqualTo(ContentDigests.sha256(content));
    mounted.awaitIdle();
    assertThat(mounted.hub().bytesSent()).isLessThan(content.sizeBytes() * 101 / 100);
  }

  @Test
  @FaultCase(46)
  void nothingCanBeChanged(FaultRun run) throws Exception {
    String shown = ".hffs/hub/models--" + MODEL.replace("/", "--") + "/refs";
    long refused = 0;
    for (String directory : List.of(MODEL + "/main", shown)) {
      // It fails when one call does anything else than it should.
      String table = python.client("mutations.py", Map.of(), mounted.path(directory));
      long here = table.lines().filter(line -> line.endsWith("EROFS")).count();
      assertThat(here).as("%s: %s", directory, table).isGreaterThanOrEqualTo(30);
      refused += here;
    }
    run.fired(refused, "calls refused with EROFS");
  }
}
