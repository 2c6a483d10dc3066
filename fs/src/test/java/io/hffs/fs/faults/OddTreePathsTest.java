package io.hffs.fs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.json.SnapshotJson;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whoever makes a tree of odd names, none of them stands for a place outside of its directory. */
class OddTreePathsTest {

  private static final Path ROOT = Path.of("/cache/hub/models--org--a/snapshots/1");
  private static final RepoId REPO = RepoId.parse("org/a");
  private static final CommitHash COMMIT = new CommitHash("1".repeat(40));

  @Test
  @FaultCase(27)
  void aTreeOfOddNamesIsRefusedOrStaysInside(FaultRun run) {
    OddNames names = new OddNames(run.random());
    Random random = run.random();
    int refused = 0;
    int count = run.times(5_000, 50_000);
    for (int i = 0; i < count; i++) {
      String name = decoded(names.next(), random);
      try {
        SnapshotJson.read(treeOf(name), REPO, COMMIT)
            .files()
            .forEach(file -> assertInside(file.path().value()));
      } catch (IllegalArgumentException e) {
        assertRefused(e);
        refused++;
      }
      refuses(() -> assertInside(RepoId.parse(name).toString()));
      refuses(() -> assertInside(new Revision(name).encoded()));
    }
    run.fired(refused, "trees of " + count + " refused, the others are inside");
  }

  /** As it is, and as a server would have decoded it, once or twice. */
  private static String decoded(String name, Random random) {
    String now = name;
    for (int i = random.nextInt(3); i > 0; i--) {
      now =
          now.replace("%25", "%")
              .replace("%2e", ".")
              .replace("%2E", ".")
              .replace("%2f", "/")
              .replace("%5c", "\\")
              .replace("%00", "\0");
    }
    return now;
  }

  private static JsonNode treeOf(String name) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("repo", REPO.toString()).put("commit", COMMIT.hex());
    json.put("lastModified", "2026-01-01T00:00:00Z").put("complete", true);
    json.putArray("files").addArray().add(name).add(1).add("ab".repeat(32));
    return json;
  }

  private static void refuses(Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      assertRefused(e);
    }
  }

  /** By us, not by the file system, which would have come too late. */
  private static void assertRefused(IllegalArgumentException refusal) {
    assertThat(refusal).isNotInstanceOf(InvalidPathException.class);
  }

  private static void assertInside(String path) {
    Path resolved = ROOT.resolve(path);
    assertThat(resolved).as(path).isEqualTo(resolved.normalize());
    assertThat(resolved.startsWith(ROOT) && !resolved.equals(ROOT)).as(path).isTrue();
  }
}
