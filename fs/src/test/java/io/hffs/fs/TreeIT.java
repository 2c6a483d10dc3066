package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where things are in the mount, and under which names. */
@RequiresFuse
class TreeIT {

  @TempDir Path temp;
  private MountedHub mounted;
  private TestHub hub;

  @BeforeEach
  void mount() throws Exception {
    mounted = MountedHub.in(temp.resolve("home"));
    hub = mounted.hub();
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private TestRepo add(String id) {
    TestRepo repo = hub.addRepo(id);
    repo.commit(
        "first", files -> files.text("f", id + "\n").lfs("d/l", TestContent.of(new byte[9])));
    return repo;
  }

  private String cat(String path) throws Exception {
    return Shell.run("cat", mounted.path(path)).ok();
  }

  private String link(String path) throws Exception {
    return Shell.run("readlink", mounted.path(path)).ok();
  }

  private Path[] paths(String... paths) {
    return Stream.of(paths).map(mounted::path).toArray(Path[]::new);
  }

  /** Waits for what a reader did not wait for: the rest of the chunk that it has read of. */
  private void awaitCached(BlobId blob, long bytes) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (mounted.files().cache().presentBytes(blob) < bytes) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void everyKindOfRepositoryAndRevisionHasItsPlace() throws Exception {
    TestRepo repo = add("acme/model");
    CommitHash first = repo.head();
    repo.commit("dev", "on a branch", files -> files.text("f", "branch\n"));
    repo.tag("v1", first);
    repo.putRef("refs/pr/1", repo.prepareCommit("pr", files -> files.text("f", "pr\n")));
    repo.commit("second", files -> files.text("f", "second\n"));
    add("datasets/acme/data");
    add("spaces/acme/app");

    assertThat(cat("acme/model/main/f")).isEqualTo("second");
    assertThat(cat("acme/model/dev/f")).isEqualTo("branch");
    assertThat(cat("acme/model/v1/f")).isEqualTo("acme/model");
    assertThat(cat("acme/model/refs%2Fpr%2F1/f")).isEqualTo("pr");
    assertThat(cat("acme/model/" + first.hex() + "/f")).isEqualTo("acme/model");
    assertThat(cat("acme/model/" + first.hex().substring(0, 10) + "/f")).isEqualTo("acme/model");
    assertThat(cat("datasets/acme/data/main/f")).isEqualTo("datasets/acme/data");
    assertThat(cat("spaces/acme/app/main/f")).isEqualTo("spaces/acme/app");

    assertThat(Shell.run("ls", mounted.mountpoint()).ok().split("\n"))
        .containsExactly("acme", "datasets", "spaces");
    assertThat(Shell.run("ls", mounted.path("datasets/acme")).ok()).isEqualTo("data");
    assertThat(Shell.run("ls", mounted.path("acme/model")).ok().split("\n"))
        .contains("main", "dev", "v1", first.hex(), repo.head().hex());
    assertThat(Shell.run("ls", "-R", mounted.path("acme/model/main")).ok())
        .contains("d\n", "f\n", "l");
  }

  @Test
  void otherNamesAreLinksToTheCanonicalOne() throws Exception {
    add("Acme/Model");
    add("old/name");
    add("old/other"); // the namespace itself is still there
    hub.rename("old/name", "new/place");
    hub.alias("plain", "Acme/Model");

    assertThat(link("plain")).isEqualTo("Acme/Model");
    assertThat(cat("plain/main/f")).isEqualTo("Acme/Model");
    assertThat(link("Acme/mODEL")).isEqualTo("../Acme/Model");
    assertThat(cat("Acme/mODEL/main/f")).isEqualTo("Acme/Model");
    assertThat(link("ACME")).isEqualTo("Acme");
    assertThat(cat("ACME/Model/main/f")).isEqualTo("Acme/Model");
    assertThat(link("old/name")).isEqualTo("../new/place");
    assertThat(cat("old/name/main/f")).isEqualTo("old/name");
  }

  @Test
  void aNameWithoutANamespaceIsALinkThoughTheUsersOwnCacheHasIt() throws Exception {
    CommitHash commit = add("acme/model").head();
    hub.alias("plain", "acme/model");
    Path download = mounted.existingDownloads().resolve("models--plain");
    Files.createDirectories(download.resolve("snapshots/" + commit.hex()));
    Files.createDirectories(download.resolve("refs"));
    Files.writeString(download.resolve("refs/main"), commit.hex());
    mounted.restart();

    assertThat(link("plain")).isEqualTo("acme/model");
    assertThat(cat("plain/main/f")).isEqualTo("acme/model");
  }

  @Test
  void aGatedRepositoryIsListedAndNotRead() throws Exception {
    add("acme/gated").setAccess(RepoAccess.GATED_MANUAL);

    assertThat(Shell.run("ls", mounted.path("acme/gated/main")).ok()).contains("f");
    assertThat(Shell.run("stat", "-c%s", mounted.path("acme/gated/main/d/l")).ok()).isEqualTo("9");
    assertThat(Probe.read(paths("acme/gated/main/f", "acme/gated/main/d/l")))
        .containsOnly("EACCES");
  }

  @Test
  void whatTheHubSaysIsNotThereIsAbsent() throws Exception {
    add("acme/private").setAccess(RepoAccess.PRIVATE);
    add("acme/model");

    assertThat(
            Probe.read(
                paths(
                    "acme/private/main/f",
                    "acme/missing/main/f",
                    "nobody/nothing/main/f",
                    "acme/model/no-branch/f",
                    "acme/model/" + "0".repeat(40) + "/f",
                    "acme/model/main/absent",
                    "acme/model/main/d/absent")))
        .containsOnly("ENOENT");
    assertThat(Probe.read(paths("acme/model/main/f/below"))).containsOnly("ENOTDIR");
  }

  @Test
  void namesThatNoRepositoryHasCostNoRequest() throws Exception {
    add("acme/model");
    add("datasets/acme/data");
    cat("acme/model/main/f");
    cat("datasets/acme/data/main/f");
    mounted.awaitIdle();
    hub.clearRequests();

    assertThat(
            Probe.lstat(
                paths(
                    ".git",
                    ".Trash-1000",
                    "autorun.inf",
                    "Desktop.ini",
                    "a..b",
                    "with space",
                    "acme/.git",
                    "acme/desktop.ini",
                    "acme/a--b",
                    "datasets/.hidden",
                    "datasets/acme/.git",
                    "acme/model/.git",
                    "acme/model/autorun.inf",
                    "acme/model/main/.git",
                    ".hffs/absent",
                    ".hffs/hub/absent",
                    ".hffs/hub/.locks")))
        .containsOnly("ENOENT");
    assertThat(mounted.requests()).isEmpty();
  }

  @Test
  void namesThatAreTooLongOrNotUtf8AreRefused() throws Exception {
    add("acme/model");
    String script =
        """
        import errno, os, sys
        root = os.fsencode(sys.argv[1])
        for name in [b'x' * 300, b'x' * 2000, b'caf\\xe9', b'\\xff\\xfe', b'a\\nb', b'\\xed\\xa0\\x80']:
            try:
                os.lstat(root + b'/' + name)
            except OSError as failure:
                print(errno.errorcode[failure.errno])
        """;

    for (String directory : new String[] {"", "acme", "acme/model", "acme/model/main"}) {
      assertThat(Shell.run("python3", "-c", script, mounted.path(directory)).ok().lines())
          .as(directory)
          .containsExactly("ENAMETOOLONG", "ENAMETOOLONG", "EINVAL", "EINVAL", "ENOENT", "EINVAL");
    }
  }

  @Test
  void extendedAttributesSayWhatAFileIsAndWhereItsBytesAre() throws Exception {
    TestRepo repo = add("acme/model");
    String get = "getfattr --absolute-names -d \"$1\" | tail -n +2 | sort";
    FuseMount mount = mounted.mount(temp.resolve("with"), true);
    Path main = mount.mountpoint().resolve("acme/model/main");
    Path file = main.resolve("d/l");
    String digest = "user.hffs.digest=\"SHA256:" + repo.file("main", "d/l").blob().hex() + "\"";
    String commit = "user.hffs.commit=\"" + repo.head().hex() + "\"";

    try {
      assertThat(Shell.sh(get, file).ok().toUpperCase(Locale.ROOT).lines())
          .contains(
              "USER.HFFS.CACHED=\"0\"",
              "USER.HFFS.SOURCE=\"HUB\"",
              digest.toUpperCase(Locale.ROOT));
      Shell.run("cat", file).ok();
      mounted.awaitIdle();
      hub.clearRequests();
      assertThat(Shell.sh(get, file).ok().lines())
          .contains("user.hffs.cached=\"9\"", "user.hffs.source=\"cache\"", commit);
      assertThat(Shell.sh(get, main).ok()).isEqualTo(commit);
      assertThat(Shell.run("getfattr", "-n", "user.absent", file).errors())
          .contains("No such attribute");
      assertThat(mounted.requests()).isEmpty();
    } finally {
      mount.unmount();
    }
  }

  @Test
  void attributesAreTrueAndBlocksGrowWithTheCache() throws Exception {
    int size = (3 << 20) + 1;
    TestRepo repo = add("acme/model");
    repo.commit("big", files -> files.lfs("big", TestContent.generated(1, size)));
    Path file = mounted.path("acme/model/main/big");
    long commitSeconds = repo.resolve("main").orElseThrow().date().getEpochSecond();

    assertThat(Shell.run("stat", "-c", "%s %b %a %Y %F", file).ok())
        .isEqualTo(size + " 0 444 " + commitSeconds + " regular file");
    String inode = Shell.run("stat", "-c%i", file).ok();
    Shell.run("head", "-c1", file).ok();
    awaitCached(repo.file("main", "big").blob(), 1 << 20);
    mounted.restart(); // the kernel keeps attributes for half a minute
    long some = Long.parseLong(Shell.run("stat", "-c%b", file).ok());
    assertThat(some * 512).isBetween(1L << 20, (long) size - 1);
    Shell.run("sha256sum", file).ok();
    mounted.awaitIdle();
    mounted.restart();
    assertThat(Shell.run("stat", "-c%b %i", file).ok()).isEqualTo((size + 511) / 512 + " " + inode);

    assertThat(Shell.run("stat", "-c", "%a %F", mounted.path("acme/model/main")).ok())
        .isEqualTo("555 directory");
    String[] space =
        Shell.run("stat", "-f", "-c", "%S %b %a", mounted.mountpoint()).ok().split(" ", -1);
    long total = Long.parseLong(space[0]) * Long.parseLong(space[1]);
    assertThat(total).isEqualTo(mounted.cache().toFile().getTotalSpace());
  }

  @Test
  void theStatusIsLiveJson() throws Exception {
    ObjectMapper json = new ObjectMapper();
    int first = json.readTree(cat(".hffs/status.json")).get("asked").asInt();
    int second = json.readTree(cat(".hffs/status.json")).get("asked").asInt();

    assertThat(second).isGreaterThan(first);
  }

  @Test
  void theControlDirectoryShowsTheLayoutOfTheHuggingFaceCache() throws Exception {
    TestRepo repo = add("acme/model");
    repo.putRef("refs/pr/1", repo.prepareCommit("pr", files -> files.text("f", "pr\n")));
    repo.moveBranch("feature/x/y", repo.head());
    add("datasets/acme/data");
    cat("datasets/acme/data/main/f");
    String folder = ".hffs/hub/models--acme--model";

    assertThat(Shell.run("stat", "-c%s", mounted.path(folder + "/refs/main")).ok()).isEqualTo("40");
    assertThat(cat(folder + "/refs/main")).isEqualTo(repo.head().hex());
    assertThat(cat(folder + "/refs/refs/pr/1"))
        .isEqualTo(repo.resolve("refs/pr/1").orElseThrow().hash().hex());
    assertThat(cat(folder + "/refs/feature/x/y")).isEqualTo(repo.head().hex());
    assertThat(Shell.run("ls", mounted.path(folder + "/refs")).ok())
        .isEqualTo("feature\nmain\nrefs");
    assertThat(Probe.read(paths(folder + "/refs/feature/z", folder + "/refs/refs/pr/2")))
        .containsOnly("ENOENT");
    String snapshot = folder + "/snapshots/" + repo.head().hex();
    assertThat(cat(snapshot + "/f")).isEqualTo("acme/model");
    assertThat(Shell.run("ls", mounted.path(snapshot)).ok()).isEqualTo("d\nf");
    assertThat(Shell.run("ls", mounted.path(folder + "/snapshots")).ok())
        .contains(repo.head().hex());
    assertThat(Shell.run("ls", mounted.path(".hffs/hub")).ok())
        .isEqualTo("datasets--acme--data\nmodels--acme--model");
    assertThat(Probe.read(paths(folder + "/refs/absent", folder + "/snapshots/main/f")))
        .containsOnly("ENOENT");
  }

  @Test
  void severalMountsShowTheSameCache() throws Exception {
    SampleRepos.addTinyLlama(hub);
    String path = SampleRepos.TINY_LLAMA + "/main/model.safetensors";
    FuseMount second = mounted.mount(temp.resolve("second"));
    FuseMount third = mounted.mount(temp.resolve("third"));
    try {
      String sum = Shell.sh("sha256sum < \"$1\"", mounted.path(path)).ok();
      mounted.awaitIdle();
      hub.clearRequests();
      for (FuseMount mount : new FuseMount[] {second, third}) {
        Path file = mount.mountpoint().resolve(path);
        assertThat(Shell.sh("sha256sum < \"$1\"", file).ok()).isEqualTo(sum);
      }
      assertThat(mounted.requests()).isEmpty();
      second.unmount();
      assertThat(Shell.sh("sha256sum < \"$1\"", mounted.path(path)).ok()).isEqualTo(sum);
    } finally {
      second.unmount();
      third.unmount();
    }
  }
}
