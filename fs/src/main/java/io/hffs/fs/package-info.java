/**
 * The file system as a library: {@link io.hffs.fs.HffsFileSystem} wires the packages below
 * together.
 *
 * <pre>
 * fuse -> vfs -> catalog, read -> cache -> source -> repo, range       hub -> source
 * </pre>
 */
@NullMarked
package io.hffs.fs;

import org.jspecify.annotations.NullMarked;
