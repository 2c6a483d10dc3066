/**
 * The libc call that Java lacks: {@link io.hffs.fs.os.FileAllocation} reserves disk space. It is a
 * hint: on a system without it, it does nothing, and it never throws.
 */
@NullMarked
package io.hffs.fs.os;

import org.jspecify.annotations.NullMarked;
