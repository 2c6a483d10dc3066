package io.hffs.daemon.peer;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Some of the requests of {@link HostileAttack}; {@code HostileCallersIT} makes a thousand. */
@Timeout(60)
class HostileCallersTest {

  @Test
  void noneGetsAByteAndAGoodMachineIsServedAfterwards(@TempDir Path home) throws Exception {
    HostileAttack.run(home, 100, Long.getLong("hffs.seed", 9009));
  }
}
