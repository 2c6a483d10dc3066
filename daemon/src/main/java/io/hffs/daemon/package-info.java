/** Placeholder until the first class lands. */
@org.jspecify.annotations.NullMarked
package io.hffs.daemon;
