/**
 * The {@code hffs} command. {@link io.hffs.cli.HffsCommand} is the entry; each verb is a class in
 * {@code command}, which talks to a daemon by {@code client} and prints by {@code output}.
 *
 * <p>Data goes to standard output, all else to standard error. Exit codes: {@link
 * io.hffs.cli.ExitCodes}.
 */
@NullMarked
package io.hffs.cli;

import org.jspecify.annotations.NullMarked;
