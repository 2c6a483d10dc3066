package io.hffs.fs.cache;

import static io.hffs.fs.Needs.need;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static io.hffs.fs.cache.HubLayoutTest.LARGE;
import static io.hffs.fs.cache.HubLayoutTest.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official client on our layout, offline. Runs with the Python that the environment variable
 * {@code HFFS_TEST_PYTHON} names; it needs {@code huggingface_hub}.
 */
class HubLayoutIT {

  private static final String PYTHON = System.getenv().getOrDefault("HFFS_TEST_PYTHON", "");

  @TempDir Path root;

  @Test
  void theOfficialClientReadsIt() throws Exception {
    need(!PYTHON.isEmpty(), "HFFS_TEST_PYTHON is not set");
    fill(LARGE, SMALL);
    String output =
        python(
            """
            import huggingface_hub as h, os
            d = h.snapshot_download("org/model")
            print(sorted(os.path.relpath(os.path.join(p, f), d) for p, _, fs in os.walk(d) for f in fs))
            print(h.try_to_load_from_cache("org/model", "sub/deep/config.json") is not None)
            print(h.snapshot_download("org/model", revision="refs/pr/1") == d)
            i = h.scan_cache_dir()
            r = next(iter(i.repos))
            print(r.repo_id, r.nb_files, r.size_on_disk, len(i.warnings))
            """);
    int size = LARGE.content().length + SMALL.content().length;
    assertThat(output.lines())
        .containsExactly(
            "['model.safetensors', 'sub/deep/config.json']",
            "True",
            "True",
            "org/model 2 " + size + " 0");
  }

  @Test
  void theOfficialClientSeesThatAPartIsMissing() throws Exception {
    need(!PYTHON.isEmpty(), "HFFS_TEST_PYTHON is not set");
    fill(SMALL);
    String output =
        python(
            """
            import huggingface_hub as h
            try:
                h.snapshot_download("org/model")
            except Exception as e:
                print(type(e).__name__)
            print(len(open(h.hf_hub_download("org/model", "sub/deep/config.json"), "rb").read()))
            """);
    assertThat(output.lines()).containsExactly("IncompleteSnapshotError", "200");
  }

  private void fill(TestBlob... blobs) throws Exception {
    HubLayout layout = new HubLayout(root, HubLayoutTest.knownRepo(root));
    try (BlobCache cache = open(root, new FakeBlobSource(blobs))) {
      cache.addListener(layout);
      for (TestBlob each : blobs) {
        try (CachedBlob blob = cache.acquire(each.ref())) {
          readAll(blob);
          CacheFixture.eventually("complete", blob::isComplete);
        }
      }
      cache.flush();
    }
  }

  private String python(String code) throws Exception {
    Path output = root.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(PYTHON, "-c", code);
    Map<String, String> environment = builder.environment();
    environment.put("HF_HUB_OFFLINE", "1");
    environment.put("HF_HUB_CACHE", root.resolve("hub").toString());
    environment.put("HF_HUB_DISABLE_TELEMETRY", "1");
    Process process =
        builder
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
