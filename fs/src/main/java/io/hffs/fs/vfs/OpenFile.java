package io.hffs.fs.vfs;

import io.hffs.fs.read.BlobReader;
import io.hffs.fs.read.SmallFiles;
import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What a handle reads from. */
sealed interface OpenFile {

  int read(long offset, ByteBuffer target, Duration deadline) throws IOException;

  /** A file of a repository: holds its revision where it is, and the reader of its blob. */
  record Blob(BlobReader reader, BlobId id, Node.RepoFile file, SmallFiles smallFiles)
      implements OpenFile {
    @Override
    public int read(long offset, ByteBuffer target, Duration deadline) throws IOException {
      if (offset == 0) {
        smallFiles.noteRead(file.snapshot(), file.entry());
      }
      return reader.read(file.inode(), offset, target, deadline);
    }
  }

  /** Content in memory: the files that hffs writes itself, and empty ones. */
  record Bytes(ByteBuffer content) implements OpenFile {
    @Override
    public int read(long offset, ByteBuffer target, Duration deadline) {
      if (offset >= content.limit()) {
        return 0;
      }
      int from = (int) offset;
      int length = Math.min(content.limit() - from, target.remaining());
      target.put(content.slice(from, length));
      return length;
    }
  }
}
