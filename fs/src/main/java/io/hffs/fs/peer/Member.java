package io.hffs.fs.peer;

import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PeerAddress;
import org.jspecify.annotations.Nullable;

/** A machine of a group, as one that both trust introduces it. */
public record Member(DeviceId id, String name, @Nullable PeerAddress address) {}
