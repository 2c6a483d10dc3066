package io.hffs.fs.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.util.ArrayList;
import java.util.List;

/** The members of a group, as the machine that introduces them tells. Pure. */
public final class MembersJson {

  private static final int MAX_MEMBERS = 256;

  private MembersJson() {}

  public static ObjectNode write(List<Member> members) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("members");
    for (Member member : members) {
      ObjectNode entry = list.addObject().put("id", member.id().hex()).put("name", member.name());
      PeerAddress address = member.address();
      if (address != null) {
        entry.put("address", address.toString());
      }
    }
    return json;
  }

  /**
   * Reads what a device told.
   *
   * @throws SourceException CORRUPT when it is something else
   */
  public static List<Member> read(JsonNode json) throws SourceException {
    int count = json.path("members").size();
    if (count > MAX_MEMBERS) {
      throw new SourceException(Kind.CORRUPT, "a group of " + count + " machines");
    }
    List<Member> members = new ArrayList<>();
    try {
      for (JsonNode entry : json.path("members")) {
        String address = entry.path("address").asText();
        members.add(
            new Member(
                new DeviceId(entry.path("id").asText()),
                PairedDevice.requireName(entry.path("name").asText()),
                address.isEmpty() ? null : PeerAddress.parse(address, PeerAddress.DEFAULT_PORT)));
      }
    } catch (IllegalArgumentException e) {
      throw new SourceException(Kind.CORRUPT, "not a list of members: " + e.getMessage(), e);
    }
    return members;
  }
}
