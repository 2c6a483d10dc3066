package io.hffs.daemon.backend;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.CacheView;
import io.hffs.daemon.api.FileView;
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.RefreshView;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.daemon.api.RepoView;
import io.hffs.daemon.api.SourceView;
import io.hffs.daemon.api.TransferView;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.api.VerifyView;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file system, as the daemon's services see it. Thread-safe; calls block, each with its own
 * deadline, except {@link #fetch} and {@link #verify}, which the sink can end.
 *
 * <p>Failures are {@code SourceException} where the Hub is the cause, {@code ApiException} where
 * the caller can be told better, and any other {@code IOException} for a fault of the machine.
 */
public interface Backend extends AutoCloseable {

  /** Mounts and returns when a probe of the mount was answered. */
  MountView mount(MountRequest request) throws IOException;

  /**
   * Ends a mount of this process, or one that a dead hffs process left there.
   *
   * @throws io.hffs.daemon.api.ApiException {@code BUSY} naming the processes that use it, only
   *     with {@link UnmountMode#IF_IDLE}; {@code NOT_FOUND} when hffs mounted nothing there
   */
  void unmount(Path mountpoint, UnmountMode mode) throws IOException;

  /** Returns the live mounts of this process, by mount point. */
  List<MountView> mounts();

  /** Returns the mount points that dead hffs processes left behind. */
  List<Path> staleMounts();

  /** Returns how full the cache is. */
  CacheView cache() throws IOException;

  /** Returns what is cached, by id, from disk alone. */
  List<RepoView> repos() throws IOException;

  /**
   * Returns the known files of a repository, by commit and path, from disk alone; empty when
   * nothing of it is cached.
   */
  List<FileView> files(RepoId repo) throws IOException;

  /**
   * Resolves the revision now, at the Hub or, without it, from what was seen last, and returns the
   * complete tree.
   *
   * @param token in place of the stored one, null for that
   */
  Snapshot resolve(RepoId repo, Revision revision, @Nullable AccessToken token) throws IOException;

  /**
   * Makes these files of the snapshot complete and verified on disk and visible in the {@code hub/}
   * layout, with {@code revision} standing at the commit. What is there is not fetched again.
   *
   * @return the folder of the snapshot in the {@code hub/} layout
   */
  Path fetch(
      Snapshot snapshot,
      Revision revision,
      List<TreeEntry> files,
      @Nullable AccessToken token,
      ProgressSink sink)
      throws IOException;

  /** Drops from the cache what the request names and nothing else uses. */
  RemovalView remove(RemovalRequest request) throws IOException;

  /** Hashes what is cached of this repository, or of all when null; bad content is dropped. */
  VerifyView verify(@Nullable RepoId repo, ProgressSink sink) throws IOException;

  /** Drops snapshots that no ref stands at and no pin holds, and blobs nothing uses. */
  RemovalView prune(boolean dryRun) throws IOException;

  /** Exempts a repository, or a revision of it, from eviction, or ends that. */
  void pin(PinRequest request) throws IOException;

  /** Resolves the known branches and tags of a repository again. */
  RefreshView refresh(RepoId repo) throws IOException;

  /** Asks the Hub and the mirrors for something small, now, at most 5 s in all. */
  List<SourceView> probeSources();

  /** Returns what was moved since this was opened. At once. */
  TransferView transfer();

  /**
   * Says what does not work as the user wants it, in a sentence each: a port that is taken, a
   * source that does not answer. At once.
   */
  List<String> warnings();

  /** Returns the machines that share with this one; the same object each time. */
  Peers peers();

  /**
   * Asks the Hub who a token belongs to.
   *
   * @param token null for the one that is in force
   * @throws io.hffs.daemon.api.ApiException {@code NOT_FOUND} when there is none, {@code DENIED}
   *     when the Hub refuses it
   */
  IdentityView whoami(@Nullable AccessToken token) throws IOException;

  /** Stores the token where the official client looks for it. */
  void storeToken(AccessToken token) throws IOException;

  /** Deletes the stored token; nothing happens when there is none. */
  void forgetToken() throws IOException;

  /** Ends fetches, syncs the journals and closes the cache. Mounts were ended before. */
  @Override
  void close() throws IOException;
}
