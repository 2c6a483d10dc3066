/** The demo of {@code hffs mount --demo}; the only main code that knows the test hub. */
@NullMarked
package io.hffs.cli.demo;

import org.jspecify.annotations.NullMarked;
