/**
 * The Hugging Face Hub, and what speaks its protocol, over HTTP. {@link io.hffs.fs.hub.Hub} wires
 * one of them from a {@link io.hffs.fs.hub.HubConfig}: {@link io.hffs.fs.hub.HubTreeSource} answers
 * what repositories hold, {@link io.hffs.fs.hub.HubBlobSource} gives ranges of their files.
 *
 * <p>A request goes from a source to {@code HubClient} (token, rate budget, retries) to {@code
 * HttpTransport} (one exchange, every wait limited). Redirects are followed by hand. The token goes
 * where {@code TokenRule} says and nowhere else; signed addresses stay in memory and out of
 * messages.
 *
 * <p>Only this package, {@code peer} and {@code device} know OkHttp.
 */
@NullMarked
package io.hffs.fs.hub;

import org.jspecify.annotations.NullMarked;
