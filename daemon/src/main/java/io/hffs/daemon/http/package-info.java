/**
 * The local API over HTTP: {@link io.hffs.daemon.http.ApiServer} listens on 127.0.0.1, {@code
 * ApiGuard} lets in only those who have the token and are no web page, {@code ApiRoutes} hands each
 * request to an {@code HffsApi}. Errors leave as {@code ApiError}; long answers are streamed, one
 * JSON object a line.
 *
 * <p>{@link io.hffs.daemon.http.HttpListener} is the port itself, for the other servers too; {@code
 * ConnectionWatch} cuts who is too slow on it.
 */
@NullMarked
package io.hffs.daemon.http;

import org.jspecify.annotations.NullMarked;
