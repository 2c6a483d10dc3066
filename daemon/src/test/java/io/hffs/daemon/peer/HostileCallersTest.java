package io.hffs.daemon.peer;

import io.hffs.fs.testhub.TestHub;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A {@link HostileAttack} of few requests; {@code HostileCallersIT} makes a thousand. */
@Timeout(600)
class HostileCallersTest {

  @Test
  void noneGetsAByteAndAGoodMachineIsServedAfterwards(@TempDir Path home) throws Exception {
    try (TestHub hub = HostileAttack.hub();
        TestMachine machine = TestMachine.open(home, hub.endpoint());
        HostileAttack attack = HostileAttack.on(hub, machine, Long.getLong("hffs.seed", 9009))) {
      attack.run(100);
    }
  }
}
