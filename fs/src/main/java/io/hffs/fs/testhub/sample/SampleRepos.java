package io.hffs.fs.testhub.sample;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.TestTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The repositories of the demo. All content is the same at each start, to the commit hashes. */
public final class SampleRepos {

  /** A model in one file; main, a branch, a tag and a pull request. */
  public static final String TINY_LLAMA = "hffs-demo/tiny-llama";

  /** The oldest kind of id, without a namespace, of {@link #TINY_LLAMA}. */
  public static final String LEGACY_ALIAS = "tiny-llama";

  /** The same model in three files and an index. */
  public static final String TINY_LLAMA_SHARDED = "hffs-demo/tiny-llama-sharded";

  /** 300 files, odd names, an empty file. */
  public static final String MANY_FILES = "hffs-demo/many-files";

  /** One file of 8 GiB that takes no space. */
  public static final String HUGE = "hffs-demo/huge-8gb";

  public static final String FRUITS = "datasets/hffs-demo/fruits";
  public static final String HELLO_SPACE = "spaces/hffs-demo/hello";

  /** What is larger goes by LFS, as the Hub asks of its users for what is not text. */
  private static final long MAX_GIT_BYTES = 1 << 20;

  private SampleRepos() {}

  /** Adds all of them. */
  public static void addAll(TestHub hub) {
    addTinyLlama(hub);
    hub.addRepo(TINY_LLAMA_SHARDED)
        .commit(
            "Add the sharded model",
            files -> {
              files.text("README.md", "# Tiny Llama, sharded\n");
              TinyLlama.addShardedTo(files);
            });
    hub.addRepo(MANY_FILES).commit("Add many files", ManyFiles::addTo);
    hub.addRepo(HUGE).commit("Add random weights", HugeModel::addTo);
    hub.addRepo(FRUITS).commit("Add fruits", FruitsDataset::addTo);
    hub.addRepo(HELLO_SPACE).commit("Say hello", SampleRepos::addSpaceFiles);
  }

  /** Adds the model that transformers loads. */
  public static TestRepo addTinyLlama(TestHub hub) {
    TestRepo repo = hub.addRepo(TINY_LLAMA);
    CommitHash first = repo.commit("Add the model", TinyLlama::addTo);
    repo.annotatedTag("v1.0", first);
    repo.commit("Describe it", files -> files.text("README.md", "# Tiny Llama\n\nIt babbles.\n"));
    repo.commit(
        "feature/card", "Try a longer card", files -> files.text("CARD.md", "More of the same.\n"));
    repo.putRef(
        "refs/pr/1",
        repo.prepareCommit("Fix a typo", files -> files.text("README.md", "# Tiny Llama\n")));
    hub.alias(LEGACY_ALIAS, TINY_LLAMA);
    return repo;
  }

  /**
   * Adds a repository with one generated LFS file, {@code model.safetensors}, whose digest is the
   * real one; computing it takes about a second per GB.
   */
  public static TestRepo addBigFile(TestHub hub, String id, long sizeBytes) throws IOException {
    TestContent content = TestContent.generated(id.hashCode(), sizeBytes);
    return addLfsFile(hub, id, "model.safetensors", content);
  }

  /** Adds one LFS file with its real digest to a repository, new or not. */
  public static TestRepo addLfsFile(TestHub hub, String id, String path, TestContent content)
      throws IOException {
    String sha256 = ContentDigests.sha256(content);
    TestRepo repo = hub.findRepo(id).orElseGet(() -> hub.addRepo(id));
    repo.commit("Add " + path, files -> files.lfs(path, content, sha256));
    return repo;
  }

  /** Adds the files below a folder, which must not change any more: those over 1 MiB by LFS. */
  public static TestRepo addFolder(TestHub hub, String id, Path folder) throws IOException {
    Map<String, TestContent> contents = new TreeMap<>();
    Map<String, String> digests = new HashMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        String path = folder.relativize(file).toString();
        TestContent content = TestContent.ofFile(file);
        contents.put(path, content);
        if (content.sizeBytes() > MAX_GIT_BYTES) {
          digests.put(path, ContentDigests.sha256(content));
        }
      }
    }
    TestRepo repo = hub.addRepo(id);
    repo.commit(
        "Add a folder",
        files ->
            contents.forEach(
                (path, content) -> {
                  String sha256 = digests.get(path);
                  if (sha256 == null) {
                    files.git(path, content);
                  } else {
                    files.lfs(path, content, sha256);
                  }
                }));
    return repo;
  }

  private static void addSpaceFiles(TestTree.Builder files) {
    files
        .text("README.md", "---\ntitle: Hello\nsdk: static\n---\n")
        .text("index.html", "<!doctype html>\n<title>Hello</title>\n<h1>Hello from hffs</h1>\n")
        .text("style.css", "h1 { font-family: sans-serif; }\n");
  }
}
