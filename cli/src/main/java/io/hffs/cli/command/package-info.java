/**
 * The verbs, one picocli class each (a few small ones share the class of their group). Each gets
 * the {@link io.hffs.cli.command.CommandContext}, asks an {@code HffsApi} and prints.
 */
@NullMarked
package io.hffs.cli.command;

import org.jspecify.annotations.NullMarked;
