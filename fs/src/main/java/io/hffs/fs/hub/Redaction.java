package io.hffs.fs.hub;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Takes secrets out of texts that a person or a log may see. */
final class Redaction {

  private static final int MAX_LENGTH = 300;

  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "(?i)\\b(X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|Signature|Policy"
              + "|Key-Pair-Id|auth_key|token)=[^&\\s\"]*");
  private static final Pattern BEARER = Pattern.compile("(?i)\\b(Bearer|Basic)\\s+[^\\s\",]+");
  private static final Pattern TOKEN = Pattern.compile("\\b(hf|api_org)_[A-Za-z0-9_]{6,}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private Redaction() {}

  /** Returns the text on one line, without secrets, not too long. */
  static String redact(String text) {
    String oneLine = CONTROL.matcher(text).replaceAll(" ").strip();
    String safe = SECRET_PARAMETER.matcher(oneLine).replaceAll("$1=***");
    safe = BEARER.matcher(safe).replaceAll("$1 ***");
    safe = TOKEN.matcher(safe).replaceAll("$1_***");
    return safe.length() > MAX_LENGTH ? safe.substring(0, MAX_LENGTH) + "…" : safe;
  }

  /** Returns the address without its query, which may be signed. */
  static String withoutQuery(HttpUrl url) {
    return url.newBuilder().query(null).build().toString();
  }
}
