package io.hffs.fs.fuse;

import io.hffs.fs.vfs.Attributes;
import io.hffs.fs.vfs.DirectoryEntry;
import io.hffs.fs.vfs.FileKind;
import io.hffs.fs.vfs.OpenedFile;
import io.hffs.fs.vfs.OpenedFile.PageCaching;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Files in memory, and the directories that their paths need. Counts the calls of each operation,
 * and makes them fail or wait. Files named {@code stuck…} are read after {@link #releaseReaders},
 * {@code live…} bypass the page cache, {@code link} points to {@code a.bin}.
 */
final class FakeFileSystem implements VirtualFileSystem {

  static final Instant MODIFIED = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);

  private record Fault(String operation, Supplier<? extends Throwable> thrown, int afterCalls) {}

  private static final Fault NONE = new Fault("", IOException::new, 0);

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Set<String> stale = ConcurrentHashMap.newKeySet();
  private final Map<Long, String> handles = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final AtomicLong lastHandle = new AtomicLong();
  private final AtomicInteger parked = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile Fault fault = NONE;
  private volatile PageCaching pages = PageCaching.RENEW;

  /** Puts a file at a path without its leading slash. */
  FakeFileSystem put(String path, byte[] content) {
    files.put("/" + path, content);
    return this;
  }

  /** Changes a file, so that it opens only after its attributes were asked for again. */
  void putStale(String path, byte[] content) {
    put(path, content);
    stale.add("/" + path);
  }

  void pages(PageCaching newPages) {
    pages = newPages;
  }

  /** Makes an operation throw until {@link #heal}; {@code getattr} of the root is {@code root}. */
  void fail(String operation, Supplier<? extends Throwable> thrown) {
    failAfter(0, operation, thrown);
  }

  /** Lets so many more calls of an operation succeed, and then makes it throw. */
  void failAfter(int healthyCalls, String operation, Supplier<? extends Throwable> thrown) {
    fault = new Fault(operation, thrown, calls(operation) + healthyCalls);
  }

  void heal() {
    fault = NONE;
  }

  void releaseReaders() {
    release.countDown();
  }

  int parked() {
    return parked.get();
  }

  int openHandles() {
    return handles.size();
  }

  int calls(String operation) {
    return calls.computeIfAbsent(operation, o -> new AtomicInteger()).get();
  }

  private void called(String operation) {
    int count = calls.computeIfAbsent(operation, o -> new AtomicInteger()).incrementAndGet();
    Fault now = fault;
    if (now.operation().equals(operation) && count > now.afterCalls()) {
      FakeFileSystem.<RuntimeException>sneak(now.thrown().get());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Override
  public Attributes attributes(String path) throws IOException {
    called(path.equals("/") ? "root" : "getattr");
    stale.remove(path);
    FileKind kind = kind(path);
    long size = kind == FileKind.FILE ? content(path).length : kind == FileKind.LINK ? 5 : 0;
    return new Attributes(kind, inode(path), size, size / 2, MODIFIED);
  }

  private static long inode(String path) {
    return (1L << 40) + path.hashCode();
  }

  private FileKind kind(String path) throws VfsException {
    if (path.equals("/link")) {
      return FileKind.LINK;
    }
    if (files.containsKey(path)) {
      return FileKind.FILE;
    }
    String prefix = path.equals("/") ? path : path + "/";
    if (path.equals("/") || files.keySet().stream().anyMatch(file -> file.startsWith(prefix))) {
      return FileKind.DIRECTORY;
    }
    throw new VfsException(Reason.NO_SUCH_ENTRY, path);
  }

  private byte[] content(String path) throws VfsException {
    byte[] content = files.get(path);
    if (content == null) {
      throw new VfsException(Reason.NO_SUCH_ENTRY, path);
    }
    return content;
  }

  @Override
  public List<DirectoryEntry> list(String path) throws IOException {
    called("readdir");
    String prefix = path.equals("/") ? path : path + "/";
    Map<String, DirectoryEntry> entries = new TreeMap<>();
    for (String file : files.keySet()) {
      if (file.startsWith(prefix)) {
        String name = file.substring(prefix.length()).split("/", 2)[0];
        entries.put(name, new DirectoryEntry(name, kind(prefix + name), inode(prefix + name)));
      }
    }
    return List.copyOf(entries.values());
  }

  @Override
  public String readLink(String path) {
    called("readlink");
    return "a.bin";
  }

  @Override
  public OpenedFile open(String path) throws IOException {
    called("open");
    content(path);
    if (stale.contains(path)) {
      throw new VfsException(Reason.STALE_NAME, path);
    }
    long handle = lastHandle.incrementAndGet();
    handles.put(handle, path);
    return new OpenedFile(handle, path.startsWith("/live") ? PageCaching.BYPASS : pages);
  }

  @Override
  public int read(long handle, long offset, ByteBuffer target) throws IOException {
    String path = handles.get(handle);
    if (path == null) {
      throw new VfsException(Reason.BAD_HANDLE, "handle " + handle);
    }
    called("read");
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
      if (!release.await(120, TimeUnit.SECONDS)) {
        throw new VfsException(Reason.TIMED_OUT, "nobody released the readers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      parked.decrementAndGet();
    }
  }

  @Override
  public void release(long handle) {
    handles.remove(handle);
    called("release");
  }

  @Override
  public List<String> extendedAttributeNames(String path) {
    called("listxattr");
    return List.of("user.hffs.commit", "user.hffs.digest");
  }

  @Override
  public byte[] extendedAttribute(String path, String name) throws IOException {
    called("getxattr");
    return switch (name) {
      case "user.hffs.commit" -> "abc123".getBytes(StandardCharsets.UTF_8);
      case "user.hffs.digest" -> "0123456789".getBytes(StandardCharsets.UTF_8);
      default -> throw new VfsException(Reason.NO_SUCH_ATTRIBUTE, name);
    };
  }

  @Override
  public VolumeSpace space() {
    called("statfs");
    return new VolumeSpace(1000L << 20, 500L << 20, 400L << 20);
  }
}
