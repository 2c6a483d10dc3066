package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.source.SourceException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersJsonTest {

  private static final Member DESK =
      new Member(new DeviceId("ab".repeat(32)), "desk", new PeerAddress("10.0.0.7", 9009));

  @Test
  void aListComesOverTheWireAsItIs() throws Exception {
    List<Member> members = List.of(DESK, new Member(new DeviceId("cd".repeat(32)), "rack 3", null));
    assertThat(MembersJson.read(MembersJson.write(members))).isEqualTo(members);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "desk\n",
        "\u001b[2J",
        "x12345678901234567890123456789012345678901234567890123456789012345"
      })
  void aNameThatNoDeviceMayHaveMakesTheListCorrupt(String name) throws Exception {
    JsonNode list = MembersJson.write(List.of(new Member(DESK.id(), name, null)));
    assertThatThrownBy(() -> MembersJson.read(list))
        .isInstanceOfSatisfying(
            SourceException.class,
            e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.CORRUPT));
  }

  @Test
  void aLongListIsRefusedBeforeItIsRead() {
    JsonNode list = MembersJson.write(Collections.nCopies(257, DESK));
    assertThatThrownBy(() -> MembersJson.read(list))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("257");
  }

  @Test
  void somethingElseHasNoMembers() throws Exception {
    assertThat(MembersJson.read(new ObjectMapper().readTree("{\"members\":7}"))).isEmpty();
  }
}
