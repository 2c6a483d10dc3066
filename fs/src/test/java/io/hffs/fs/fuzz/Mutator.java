package io.hffs.fs.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes inputs out of others. It knows what texts are made of: a number becomes one at a limit, a
 * JSON value another one; and what headers are made of: lengths in 4 and 8 bytes of both orders.
 * Inputs that were accepted are made use of again. Not thread-safe.
 */
final class Mutator {

  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_POOL = 256;

  /** What is changed again and again has to be fast. */
  private static final int MAX_KEPT_BYTES = 4 << 10;

  /** One input in so many is long: it takes that to see what costs more than its length. */
  private static final int LONG_EVERY = 250;

  private static final Pattern PIECE =
      Pattern.compile(
          "\"[^\"]{0,200}\"|-?[0-9]+|\\{[^{}]{0,300}}|\\[[^\\[\\]]{0,300}]|[;,:=/<>.-]");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private static final long[] LIMITS = {
    0,
    1,
    2,
    7,
    8,
    127,
    128,
    255,
    256,
    32_767,
    65_535,
    65_536,
    1 << 20,
    (1 << 20) + 1,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    (1L << 44) - 1,
    1L << 44,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    999_999_999L,
    999_999_999_999_999_999L
  };

  private static final String[] WORDS = {
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "\"\"",
    "1e999",
    "-0",
    "18446744073709551616",
    "\u0000",
    "\r\n",
    "\u2028",
    "\"\\ud800\"",
    "..",
    "../",
    "/",
    "\\",
    "%2F",
    "%",
    "%00",
    "\u00e9",
    " ",
    "\t",
    "[[[[",
    "{\"a\":",
    "\ufeff",
    "1.5",
    "*",
    "\"",
    "bytes",
    "=",
    ";",
    "<",
    ">"
  };

  private final Random random;
  private final List<byte[]> corpus;
  private final List<byte[]> pool;
  private final List<byte[]> pieces = new ArrayList<>();

  Mutator(List<byte[]> corpus, Random random) {
    this.random = random;
    this.corpus = corpus.stream().filter(seed -> seed.length <= MAX_KEPT_BYTES).toList();
    this.pool = new ArrayList<>(this.corpus);
    for (byte[] seed : corpus) {
      Matcher piece = PIECE.matcher(new String(seed, StandardCharsets.ISO_8859_1));
      while (piece.find()) {
        pieces.add(piece.group().getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    for (String word : WORDS) {
      pieces.add(word.getBytes(StandardCharsets.UTF_8));
    }
  }

  byte[] next() {
    byte[] input = pick(random.nextBoolean() ? corpus : pool);
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      input = change(input);
    }
    if (random.nextInt(LONG_EVERY) == 0) {
      input = repeat(input, MAX_BYTES);
    }
    return input.length > MAX_BYTES ? cut(input, 0, MAX_BYTES) : input;
  }

  /** Takes note of an input that was accepted. */
  void keep(byte[] input) {
    if (input.length > MAX_KEPT_BYTES) {
      return;
    }
    if (pool.size() < MAX_POOL) {
      pool.add(input);
    } else {
      pool.set(random.nextInt(pool.size()), input);
    }
  }

  private byte[] change(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int end = Math.min(input.length, at + 1 + random.nextInt(16));
    return switch (random.nextInt(10)) {
      case 0 -> join(cut(input, 0, at), cut(input, end, input.length));
      case 1 -> join(cut(input, 0, at), pick(pieces), cut(input, at, input.length));
      case 2 -> join(cut(input, 0, end), cut(input, at, input.length));
      case 3 -> random.nextInt(4) == 0 ? cut(input, 0, at) : flipped(input);
      case 4 -> join(cut(input, 0, at), tail(pick(pool)));
      case 5 -> withLimit(input);
      case 6, 7 -> replaced(input, PIECE, pick(pieces));
      case 8 -> replaced(input, NUMBER, ascii(LIMITS[random.nextInt(LIMITS.length)]));
      default -> random.nextInt(8) == 0 ? repeat(input, 2048) : flipped(input);
    };
  }

  private byte[] flipped(byte[] input) {
    byte[] changed = input.clone();
    if (changed.length > 0) {
      int at = random.nextInt(changed.length);
      changed[at] =
          random.nextBoolean()
              ? (byte) (changed[at] ^ 1 << random.nextInt(8))
              : (byte) random.nextInt(256);
    }
    return changed;
  }

  /** Puts a number at a limit where a binary header may have one. */
  private byte[] withLimit(byte[] input) {
    int bytes = random.nextBoolean() ? Long.BYTES : random.nextBoolean() ? Integer.BYTES : 2;
    if (input.length < bytes) {
      return input;
    }
    byte[] changed = input.clone();
    long number = LIMITS[random.nextInt(LIMITS.length)];
    ByteBuffer out =
        ByteBuffer.wrap(changed)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
            .position(random.nextInt(input.length - bytes + 1));
    switch (bytes) {
      case Long.BYTES -> out.putLong(number);
      case Integer.BYTES -> out.putInt((int) number);
      default -> out.putShort((short) number);
    }
    return changed;
  }

  /** Puts {@code piece} in the place of something of this form. */
  private byte[] replaced(byte[] input, Pattern form, byte[] piece) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    Matcher matcher = form.matcher(text);
    return matcher.find(random.nextInt(text.length() + 1)) || matcher.find(0)
        ? join(cut(input, 0, matcher.start()), piece, cut(input, matcher.end(), input.length))
        : input;
  }

  /** Repeats a part until the whole is about so long. */
  private byte[] repeat(byte[] input, int bytes) {
    if (input.length == 0) {
      return input;
    }
    int at = random.nextInt(input.length);
    int end = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 64));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, at);
    while (out.size() + (input.length - at) < bytes) {
      out.write(input, at, end - at);
    }
    out.write(input, at, input.length - at);
    return out.toByteArray();
  }

  private byte[] tail(byte[] input) {
    return cut(input, random.nextInt(input.length + 1), input.length);
  }

  private byte[] pick(List<byte[]> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] cut(byte[] input, int from, int to) {
    return java.util.Arrays.copyOfRange(input, from, to);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
