package io.hffs.fs.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** By what a file is recognised as unchanged: size, mtime and inode, links followed. */
record FileStamp(long sizeBytes, String modified, String inode) {

  static FileStamp of(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new FileStamp(
        attributes.size(),
        attributes.lastModifiedTime().toString(),
        String.valueOf(attributes.fileKey()));
  }
}
