package io.hffs.fs.vfs;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Commits of some of six files, whose texts say which commit they are of; gives their bytes. */
final class NumberedCommits implements BlobSource {

  private static final List<String> NAMES = List.of("a", "b.json", "c", "d.txt", "e", "f.bin");

  /** One of them. */
  static final class Commit {
    private final int number;
    private final SortedMap<String, byte[]> contents = new TreeMap<>();
    private boolean known;

    private Commit(int number) {
      this.number = number;
    }

    CommitHash hash() {
      return new CommitHash("%040x".formatted(number));
    }

    Set<String> names() {
      return Collections.unmodifiableSet(contents.keySet());
    }

    byte[] content(String name) {
      return contents.get(name);
    }

    List<TreeEntry> entries() {
      List<TreeEntry> entries = new ArrayList<>();
      contents.forEach(
          (name, bytes) ->
              entries.add(new TreeEntry(new RepoPath(name), bytes.length, digest(bytes))));
      return entries;
    }

    /** Its tree was told once, and is kept. */
    void known() {
      known = true;
    }

    boolean isKnown() {
      return known;
    }

    @Override
    public String toString() {
      return "commit " + number + " " + contents.keySet();
    }
  }

  private final Random random;
  private final List<Commit> commits = new ArrayList<>();
  private final Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();

  NumberedCommits(Random random) {
    this.random = random;
  }

  Commit next() {
    Commit commit = new Commit(commits.size() + 1);
    for (String name : NAMES) {
      if (random.nextInt(4) > 0 || commit.contents.isEmpty()) {
        String line = name + " of commit " + commit.number + "\n";
        byte[] bytes = line.repeat(1 + random.nextInt(50)).getBytes(StandardCharsets.UTF_8);
        commit.contents.put(name, bytes);
        blobs.put(digest(bytes), bytes);
      }
    }
    commits.add(commit);
    return commit;
  }

  Commit latest() {
    return commits.get(commits.size() - 1);
  }

  List<String> allNames() {
    return NAMES;
  }

  private static BlobId digest(byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return BlobId.sha256(HexFormat.of().formatHex(sha256.digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "numbered commits";
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    byte[] bytes = blobs.get(blob.id());
    sink.write(
        ByteBuffer.wrap(bytes, (int) range.start(), (int) range.length()).slice(),
        Provenance.ORIGIN);
  }
}
