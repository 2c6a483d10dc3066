package io.hffs.daemon.peer;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.peer.Holding;
import io.hffs.fs.peer.PeerLinks;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who has how much of a repository or a file, by what the devices told before. */
final class PeerSearch {

  private final HffsFileSystem fs;
  private final PeerLinks links;

  PeerSearch(HffsFileSystem fs, PeerLinks links) {
    this.fs = fs;
    this.links = links;
  }

  List<HolderView> run(SearchRequest request) throws IOException {
    RepoId repo = fs.catalog().canonical(request.repo());
    Snapshot tree = fs.snapshots().at(fs.revisions().refresh(repo, request.revision()));
    Map<PairedDevice, Long> held = new HashMap<>();
    long total = 0;
    for (TreeEntry file : files(tree, request.file())) {
      total += file.sizeBytes();
      Optional<BlobRef> blob = BlobRef.of(tree, file);
      Map<PairedDevice, Holding> holders =
          blob.isEmpty() ? Map.of() : links.holders(blob.get().id());
      holders.forEach((device, holding) -> held.merge(device, holding.heldBytes(), Long::sum));
    }
    List<HolderView> views = new ArrayList<>();
    long all = total;
    held.forEach(
        (device, bytes) -> {
          if (bytes > 0 || all == 0) {
            views.add(new HolderView(device.name(), PeerViews.text(device.address()), bytes, all));
          }
        });
    views.sort(
        Comparator.comparingLong(HolderView::heldBytes).reversed().thenComparing(HolderView::peer));
    return views;
  }

  private static List<TreeEntry> files(Snapshot tree, @Nullable RepoPath file) throws ApiException {
    if (file == null) {
      return List.copyOf(tree.files());
    }
    return List.of(
        tree.file(file.value())
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.NOT_FOUND,
                        "There is no file " + file + " in " + tree.repo() + ".")));
  }
}
