/**
 * A Hugging Face Hub in this process: the fixture of every test that needs one, and the hub behind
 * {@code hffs mount --demo}. It answers as the live one does (redirects, CDN on another origin,
 * paging, errors, rate-limit headers), knows every byte that it serves ({@link
 * io.hffs.fs.testhub.TestContent} is the oracle), logs every request, and misbehaves on demand.
 *
 * <p>Start at {@link io.hffs.fs.testhub.TestHub}; fill it with {@link
 * io.hffs.fs.testhub.TestRepo}s; break it with {@link io.hffs.fs.testhub.HubFault}. {@link
 * io.hffs.fs.testhub.TestHubMain} is the same as a process of its own.
 */
@NullMarked
package io.hffs.fs.testhub;

import org.jspecify.annotations.NullMarked;
