/**
 * A small HTTP/1.1 server over blocking channels, a thread per connection. It exists because the
 * test hub must do what a correct server refuses to do: cut a body, answer a range with other
 * bytes, reset, stall, and shape each connection like a thin line; and it sends files by sendfile.
 *
 * <p>{@link io.hffs.fs.testhub.http.HttpServer} accepts; a connection parses a {@link
 * io.hffs.fs.testhub.http.HttpRequest}, gives it to the {@link
 * io.hffs.fs.testhub.http.HttpHandler}, and sends the {@link io.hffs.fs.testhub.http.HttpResponse}
 * in the way its {@link io.hffs.fs.testhub.http.Delivery} says.
 */
@NullMarked
package io.hffs.fs.testhub.http;

import org.jspecify.annotations.NullMarked;
