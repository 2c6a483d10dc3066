package io.hffs.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.fuzz.FuzzTarget;
import io.hffs.fs.range.ByteRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The ranges that callers may ask for. */
public final class RangeFuzz implements FuzzTarget.Provider {

  @Override
  public List<FuzzTarget> targets() {
    return List.of(new FuzzTarget("range", RangeFuzz::range));
  }

  private static boolean range(byte[] input) {
    String header = new String(input, StandardCharsets.ISO_8859_1);
    boolean read = false;
    for (long sizeBytes : new long[] {0, 1, 1000, Long.MAX_VALUE}) {
      Optional<ByteRange> range = RangeHeader.parse(header, sizeBytes);
      range.ifPresent(each -> assertThat(each.end()).isLessThanOrEqualTo(sizeBytes));
      read |= range.isPresent();
    }
    return read;
  }
}
