package io.hffs.fs.testhub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Content of a real file. It is opened for each read, so nothing has to be closed; with parts of 4
 * MiB that costs nothing measurable.
 */
record PathContent(Path file, long sizeBytes) implements TestContent {

  static PathContent of(Path file) throws IOException {
    return new PathContent(file, Files.size(file));
  }

  @Override
  public int read(long offset, ByteBuffer buffer) throws IOException {
    int total = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, offset + total);
        if (count < 0) {
          break;
        }
        total += count;
      }
    }
    return total;
  }

  @Override
  public boolean transfersDirectly() {
    return true;
  }

  @Override
  public long transferTo(long offset, long count, WritableByteChannel out) throws IOException {
    long sent = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (sent < count) {
        long moved = channel.transferTo(offset + sent, count - sent, out);
        if (moved == 0 && offset + sent >= channel.size()) {
          break;
        }
        sent += moved;
      }
    }
    return sent;
  }
}
