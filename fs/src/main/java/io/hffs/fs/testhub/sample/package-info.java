/**
 * Repositories to look at without a network: a real, tiny model that transformers loads, a data
 * set, odd file names, and a model of 8 GiB that takes no space. {@link
 * io.hffs.fs.testhub.sample.SampleRepos} adds them to a hub.
 */
@NullMarked
package io.hffs.fs.testhub.sample;

import org.jspecify.annotations.NullMarked;
