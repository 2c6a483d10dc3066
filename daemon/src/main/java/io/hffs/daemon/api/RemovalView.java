package io.hffs.daemon.api;

import java.util.List;

/**
 * What was, or would be, removed.
 *
 * @param items one line for each thing, for people
 * @param freedBytes on disk; shared content counts nothing while another user of it remains
 */
public record RemovalView(List<String> items, long freedBytes) {}
