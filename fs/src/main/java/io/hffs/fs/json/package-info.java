/**
 * JSON of bytes from wherever, and trees as JSON: as they are kept on disk and as machines tell
 * them to each other.
 */
@NullMarked
package io.hffs.fs.json;

import org.jspecify.annotations.NullMarked;
