/**
 * How results look: {@link io.hffs.cli.output.Terminal} (the streams, and whether a person is at
 * them), {@link io.hffs.cli.output.Table}, {@link io.hffs.cli.output.Sizes}, {@link
 * io.hffs.cli.output.ProgressDisplay}. Rendering is pure; only the terminal does I/O.
 */
@NullMarked
package io.hffs.cli.output;

import org.jspecify.annotations.NullMarked;
