/**
 * Which source gives which range. {@link io.hffs.fs.transfer.ScheduledBlobSource} sends each range
 * to where it will arrive first, by what {@link io.hffs.fs.transfer.SourceMeter} measured of each
 * source, and moves it when that source stalls. Machines that fetch the same blob at once part it
 * among themselves by {@link io.hffs.fs.transfer.SegmentOwners}.
 */
@NullMarked
package io.hffs.fs.transfer;

import org.jspecify.annotations.NullMarked;
