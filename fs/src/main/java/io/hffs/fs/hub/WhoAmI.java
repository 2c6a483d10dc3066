package io.hffs.fs.hub;

import java.util.List;

/**
 * Whose a token is.
 *
 * @param user the account name
 * @param organizations that the account is in
 * @param tokenName what the user called the token on the Hub; may be empty
 * @param role {@code read}, {@code write} or {@code fineGrained}; may be empty
 */
public record WhoAmI(String user, List<String> organizations, String tokenName, String role) {

  public WhoAmI {
    organizations = List.copyOf(organizations);
  }
}
