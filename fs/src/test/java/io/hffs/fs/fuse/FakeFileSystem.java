package io.hffs.fs.fuse;

import io.hffs.fs.vfs.Attributes;
import io.hffs.fs.vfs.DirectoryEntry;
import io.hffs.fs.vfs.FileKind;
import io.hffs.fs.vfs.OpenedFile;
import io.hffs.fs.vfs.VfsException;
import io.hffs.fs.vfs.VfsException.Reason;
import io.hffs.fs.vfs.VirtualFileSystem;
import io.hffs.fs.vfs.VolumeSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A flat directory of files in memory, whose operations can be made to fail or to wait. */
final class FakeFileSystem implements VirtualFileSystem {

  static final Instant MODIFIED = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<Long, String> handles = new ConcurrentHashMap<>();
  private final AtomicLong lastHandle = new AtomicLong();
  final AtomicInteger parked = new AtomicInteger();
  private volatile CountDownLatch release = new CountDownLatch(1);
  private volatile @Nullable String failing;
  private volatile @Nullable Supplier<? extends Throwable> failure;
  volatile OpenedFile.PageCaching pages = OpenedFile.PageCaching.RENEW;

  FakeFileSystem put(String name, byte[] content) {
    files.put("/" + name, content);
    return this;
  }

  /** Makes an operation ({@code read}, {@code getattr}, …) of files throw. */
  void fail(String operation, Supplier<? extends Throwable> thrown) {
    failure = thrown;
    failing = operation;
  }

  void heal() {
    failing = null;
  }

  /** Lets the readers of files named {@code stuck} go on. */
  void releaseReaders() {
    release.countDown();
  }

  int openHandles() {
    return handles.size();
  }

  private void maybeFail(String operation, String path) {
    Supplier<? extends Throwable> thrown = failure;
    if (operation.equals(failing) && thrown != null && !path.equals("/")) {
      FakeFileSystem.<RuntimeException>sneak(thrown.get());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Override
  public Attributes attributes(String path) throws IOException {
    maybeFail("getattr", path);
    if (path.equals("/")) {
      return new Attributes(FileKind.DIRECTORY, 17, 0, 0, MODIFIED);
    }
    if (path.equals("/link")) {
      return new Attributes(FileKind.LINK, 18, 5, 0, MODIFIED);
    }
    byte[] content = content(path);
    return new Attributes(
        FileKind.FILE, 1000L + path.hashCode(), content.length, content.length / 2, MODIFIED);
  }

  private byte[] content(String path) throws VfsException {
    byte[] content = files.get(path);
    if (content == null) {
      throw new VfsException(Reason.NO_SUCH_ENTRY, path);
    }
    return content;
  }

  @Override
  public List<DirectoryEntry> list(String path) {
    maybeFail("readdir", failing == null ? "/" : "all");
    Map<String, DirectoryEntry> entries = new TreeMap<>();
    for (String file : files.keySet()) {
      String name = file.substring(1);
      entries.put(name, new DirectoryEntry(name, FileKind.FILE, 1000L + file.hashCode()));
    }
    return List.copyOf(entries.values());
  }

  @Override
  public String readLink(String path) {
    maybeFail("readlink", path);
    return "a.bin";
  }

  @Override
  public OpenedFile open(String path) throws IOException {
    maybeFail("open", path);
    content(path);
    long handle = lastHandle.incrementAndGet();
    handles.put(handle, path);
    return new OpenedFile(handle, path.equals("/live") ? OpenedFile.PageCaching.BYPASS : pages);
  }

  @Override
  public int read(long handle, long offset, ByteBuffer target) throws IOException {
    String path = handles.get(handle);
    if (path == null) {
      throw new VfsException(Reason.BAD_HANDLE, "handle " + handle);
    }
    maybeFail("read", path);
    if (path.startsWith("/stuck")) {
      park();
    }
    byte[] content = content(path);
    if (offset >= content.length) {
      return 0;
    }
    int length = Math.min(target.remaining(), content.length - (int) offset);
    target.put(content, (int) offset, length);
    return length;
  }

  private void park() throws IOException {
    parked.incrementAndGet();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      parked.decrementAndGet();
    }
  }

  @Override
  public void release(long handle) {
    String path = handles.remove(handle);
    maybeFail("release", String.valueOf(path));
  }

  @Override
  public List<String> extendedAttributeNames(String path) throws IOException {
    maybeFail("listxattr", path);
    return List.of("user.hffs.commit", "user.hffs.digest");
  }

  @Override
  public byte[] extendedAttribute(String path, String name) throws IOException {
    maybeFail("getxattr", path);
    if (!name.equals("user.hffs.commit")) {
      throw new VfsException(Reason.NO_SUCH_ATTRIBUTE, name);
    }
    return "abc123".getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public VolumeSpace space() {
    maybeFail("statfs", "all");
    return new VolumeSpace(1000L << 20, 500L << 20, 400L << 20);
  }
}
