/**
 * Where other machines may be found: the local network by mDNS, a list, a DNS name.
 *
 * <p>A hint, never a grant. Anybody on the network may announce anything, so what {@link
 * io.hffs.daemon.discovery.Candidates} holds is only worth a connection, at which the other end
 * must prove who it is. {@link io.hffs.daemon.discovery.Discovery} puts the ways together. {@link
 * io.hffs.daemon.discovery.MdnsDiscovery} is the only one that knows JmDNS, through {@link
 * io.hffs.daemon.discovery.LinkDiscovery}; {@link io.hffs.daemon.discovery.StaticHosts} reads what
 * a user wrote. No failure here is fatal: it is logged once, and tried again.
 */
@NullMarked
package io.hffs.daemon.discovery;

import org.jspecify.annotations.NullMarked;
