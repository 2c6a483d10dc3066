package io.hffs.daemon.api;

import java.net.URI;
import java.util.List;

/**
 * Who the Hub takes the user for.
 *
 * @param tokenOrigin where the token was found: a variable or a file, never the token
 */
public record IdentityView(
    String user, List<String> organizations, URI endpoint, String tokenOrigin) {}
