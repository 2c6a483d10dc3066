/**
 * What the daemon needs from the file system, as one narrow interface, so that the process, the
 * local API and the commands can be built and tested without FUSE, network or a cache.
 *
 * <p>{@link io.hffs.daemon.backend.Backend} is opened by a {@link
 * io.hffs.daemon.backend.BackendFactory} once for the life of the process that holds the lock.
 */
@NullMarked
package io.hffs.daemon.backend;

import org.jspecify.annotations.NullMarked;
