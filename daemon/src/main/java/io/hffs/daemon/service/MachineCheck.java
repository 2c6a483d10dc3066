package io.hffs.daemon.service;

import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.config.DataSize;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the doctor that looks at the machine: FUSE, rights, disk and proxy. No network. */
public final class MachineCheck {

  private static final List<String> LIBRARY_DIRECTORIES =
      List.of("lib", "usr/lib", "lib64", "usr/lib64", "usr/local/lib");
  private static final List<String> PROXY_VARIABLES =
      List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy");

  /** Below this the cache hardly helps: one small model is as large. */
  private static final DataSize LOW_DISK = DataSize.parse("2GiB");

  private final Path system;
  private final Path root;
  private final Map<String, String> environment;
  private final boolean superuser;

  /**
   * @param system the root of the file system, {@code /}
   * @param root the cache directory
   * @param superuser whether this process runs as root
   */
  public MachineCheck(Path system, Path root, Map<String, String> environment, boolean superuser) {
    this.system = system;
    this.root = root;
    this.environment = Map.copyOf(environment);
    this.superuser = superuser;
  }

  public List<DoctorFinding> findings() {
    List<DoctorFinding> findings = new ArrayList<>();
    findings.add(device());
    findings.add(library());
    findings.add(fusermount());
    findings.add(allowOther());
    findings.add(disk());
    findings.add(proxy());
    return findings;
  }

  private DoctorFinding device() {
    Path device = system.resolve("dev/fuse");
    if (!Files.exists(device)) {
      return DoctorFinding.fail(
          "FUSE device",
          "/dev/fuse is missing",
          "load it (modprobe fuse); in a container: --device /dev/fuse --cap-add SYS_ADMIN."
              + " 'hffs model add' works without");
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      return DoctorFinding.fail(
          "FUSE device",
          "/dev/fuse is closed to this user",
          "open it to the user: chmod 666 /dev/fuse, or join the group that owns it");
    }
    return DoctorFinding.ok("FUSE device", "/dev/fuse is there");
  }

  private DoctorFinding library() {
    for (String directory : LIBRARY_DIRECTORIES) {
      Path base = system.resolve(directory);
      Optional<Path> found = find(base, 0);
      if (found.isPresent()) {
        return DoctorFinding.ok("libfuse2", found.get().toString());
      }
    }
    return DoctorFinding.fail(
        "libfuse2",
        "libfuse.so.2 was not found",
        "install it: apt-get install libfuse2 (Debian, Ubuntu), dnf install fuse-libs (Fedora)");
  }

  /** Looks in the directory and one level below, as {@code /usr/lib/x86_64-linux-gnu}. */
  private static Optional<Path> find(Path directory, int depth) {
    Path library = directory.resolve("libfuse.so.2");
    if (Files.exists(library)) {
      return Optional.of(library);
    }
    if (depth > 0 || !Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> below = Files.newDirectoryStream(directory, "*-linux-*")) {
      for (Path each : below) {
        Optional<Path> found = find(each, depth + 1);
        if (found.isPresent()) {
          return found;
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // A directory that cannot be read holds nothing we could load.
    }
    return Optional.empty();
  }

  private DoctorFinding fusermount() {
    for (String directory : List.of("bin", "usr/bin", "usr/local/bin")) {
      Path program = system.resolve(directory).resolve("fusermount");
      if (Files.isExecutable(program)) {
        return DoctorFinding.ok("fusermount", program.toString());
      }
    }
    return superuser
        ? DoctorFinding.warn(
            "fusermount",
            "not found; root can mount without",
            "apt-get install fuse, so that a mount whose daemon died goes away by itself")
        : DoctorFinding.fail(
            "fusermount", "not found; only root can mount without", "apt-get install fuse");
  }

  private DoctorFinding allowOther() {
    if (superuser) {
      return DoctorFinding.ok("Mounts for others", "root may use --allow-other");
    }
    try {
      boolean allowed =
          Files.readAllLines(system.resolve("etc/fuse.conf")).stream()
              .anyMatch(line -> line.strip().equals("user_allow_other"));
      if (allowed) {
        return DoctorFinding.ok("Mounts for others", "--allow-other is permitted");
      }
    } catch (IOException e) {
      // No such file is as good as one without the line.
    }
    return DoctorFinding.warn(
        "Mounts for others",
        "--allow-other is not permitted to this user",
        "only if you need it: put the line user_allow_other into /etc/fuse.conf, as root");
  }

  private DoctorFinding disk() {
    Path existing = root;
    while (!Files.exists(existing)) {
      Path parent = existing.getParent();
      if (parent == null) {
        break;
      }
      existing = parent;
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      return DoctorFinding.fail(
          "Cache directory",
          root + " cannot be written",
          "give it to this user (chown), or choose another: hffs conf cache set DIR");
    }
    try {
      FileStore store = Files.getFileStore(existing);
      long free = store.getUsableSpace();
      if (store.type().startsWith("nfs") || store.type().startsWith("cifs")) {
        return DoctorFinding.warn(
            "Cache directory",
            root + " is on a network file system (" + store.type() + ")",
            "choose a local disk: hffs conf cache set DIR");
      }
      String detail = root + ", " + (free >> 20) + " MiB free";
      return free >= LOW_DISK.bytes()
          ? DoctorFinding.ok("Cache directory", detail)
          : DoctorFinding.warn(
              "Cache directory",
              detail,
              "make room: 'hffs cache prune', or choose another disk: hffs conf cache set DIR");
    } catch (IOException e) {
      return DoctorFinding.fail(
          "Cache directory", root + ": " + e.getMessage(), "choose another: hffs conf cache set");
    }
  }

  private DoctorFinding proxy() {
    for (String variable : PROXY_VARIABLES) {
      String value = environment.getOrDefault(variable, "").strip();
      if (value.isEmpty()) {
        continue;
      }
      if (!value.matches("(?i)(https?://)?([^/@\\s]*@)?[^/@\\s:]+(:\\d{1,5})?/?")) {
        return DoctorFinding.fail(
            "Proxy",
            variable + " is not the address of an HTTP proxy",
            "write it as http://host:port; hffs knows no socks proxies");
      }
      String shown = value.replaceAll("[^/@]*@", "");
      return DoctorFinding.ok("Proxy", variable + " = " + shown);
    }
    return DoctorFinding.ok("Proxy", "none");
  }
}
