/** How often the log is told of what happens again and again: {@link io.hffs.fs.log.LogPace}. */
@NullMarked
package io.hffs.fs.log;

import org.jspecify.annotations.NullMarked;
