/**
 * Whole repositories: what of them is cached, download, removal, verification; and {@link
 * io.hffs.daemon.library.FileSystemBackend}, which gives these and the mounts to the services.
 */
@NullMarked
package io.hffs.daemon.library;

import org.jspecify.annotations.NullMarked;
