package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.vfs.Attributes;
import io.hffs.fs.vfs.FileKind;
import java.time.Instant;
import jnr.ffi.Runtime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ru.serce.jnrfuse.struct.FileStat;

class StatWriterTest {

  private static FileStat stat(FileKind kind, long size, long present, Instant modified) {
    FileStat stat = new FileStat(Runtime.getSystemRuntime());
    new StatWriter(1000, 1001).write(new Attributes(kind, 77, size, present, modified), stat);
    return stat;
  }

  @ParameterizedTest
  @CsvSource({"FILE, 100444", "DIRECTORY, 40555", "LINK, 120777"})
  void aKindHasItsMode(FileKind kind, String octal) {
    assertThat(Integer.toOctalString(StatWriter.mode(kind))).isEqualTo(octal);
    assertThat(stat(kind, 0, 0, Instant.EPOCH).st_mode.intValue()).isEqualTo(StatWriter.mode(kind));
  }

  @Test
  void timesHaveTheirNanoseconds() {
    FileStat stat = stat(FileKind.FILE, 1, 1, Instant.ofEpochSecond(1_700_000_000, 123_456_789));

    for (var time :
        new ru.serce.jnrfuse.struct.Timespec[] {stat.st_atim, stat.st_mtim, stat.st_ctim}) {
      assertThat(time.tv_sec.get()).isEqualTo(1_700_000_000);
      assertThat(time.tv_nsec.longValue()).isEqualTo(123_456_789);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "512, 1", "513, 2", "10737418240, 20971520"})
  void blocksAreWhatIsPresentInUnitsOf512(long present, long blocks) {
    assertThat(stat(FileKind.FILE, 1L << 40, present, Instant.EPOCH).st_blocks.longValue())
        .isEqualTo(blocks);
  }

  @Test
  void sizeInodeAndOwnerAreTold() {
    FileStat stat = stat(FileKind.FILE, 5_000_000_000L, 0, Instant.EPOCH);

    assertThat(stat.st_size.longValue()).isEqualTo(5_000_000_000L);
    assertThat(stat.st_ino.longValue()).isEqualTo(77);
    assertThat(stat.st_uid.get()).isEqualTo(1000);
    assertThat(stat.st_gid.get()).isEqualTo(1001);
  }

  @Test
  void aDirectoryDoesNotClaimToHaveNoDirectoriesInIt() {
    assertThat(stat(FileKind.DIRECTORY, 0, 0, Instant.EPOCH).st_nlink.longValue()).isOne();
  }
}
