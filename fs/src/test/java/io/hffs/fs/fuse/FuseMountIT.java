package io.hffs.fs.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import io.hffs.fs.vfs.OpenedFile.PageCaching;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs see of a mount. They are child processes; this one serves. */
@RequiresFuse
class FuseMountIT {

  private static final int LENGTH = 3_000_001;
  private static final byte[] CONTENT = MountedFake.bytes(LENGTH, 1);

  @TempDir Path temp;
  private MountedFake mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = MountedFake.at(temp.resolve("m"));
    mounted.files.put("a.bin", CONTENT).put("empty", new byte[0]);
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
    assertThat(mounted.mount.bugs()).isZero();
  }

  private byte[] read(String script, String name) throws IOException {
    Shell.Result result = Shell.sh(script, mounted.path(name), temp.resolve("copy"));
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return result.output();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat \"$1\"",
        "cp \"$1\" \"$2\" && cat \"$2\"",
        "dd if=\"$1\" bs=1M status=none",
        "dd if=\"$1\" bs=777 status=none",
        "dd if=\"$1\" bs=64K iflag=direct status=none",
        "tail -c +1 \"$1\"",
        "tar -C \"${1%/*}\" -cf - a.bin | tar -xOf - a.bin"
      })
  void everyWayOfReadingGivesTheBytes(String script) throws Exception {
    assertThat(read(script, "a.bin")).isEqualTo(CONTENT);
  }

  @Test
  void aMappedFileHasTheBytes() throws Exception {
    String script =
        """
        import mmap, sys
        with open(sys.argv[1], 'rb') as f:
            m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
            sys.stdout.buffer.write(m[2_000_000:] + m[:2_000_000])
        """;
    byte[] turned = Shell.run("python3", "-c", script, mounted.path("a.bin")).output();

    assertThat(turned)
        .hasSize(LENGTH)
        .startsWith(java.util.Arrays.copyOfRange(CONTENT, 2_000_000, LENGTH));
    assertThat(turned).endsWith(java.util.Arrays.copyOf(CONTENT, 2_000_000));
  }

  @Test
  void sixteenReadersAtOnceGetTheBytes() throws Exception {
    String sum = Shell.sh("sha256sum \"$1\" | cut -c-64", mounted.path("a.bin")).ok();
    String sums =
        Shell.sh(
                "seq 16 | xargs -P16 -I{} sha256sum \"$1\" | cut -c-64 | uniq",
                mounted.path("a.bin"))
            .ok();

    assertThat(sums).isEqualTo(sum);
  }

  @Test
  void anEmptyFileIsEmpty() throws Exception {
    assertThat(read("cat \"$1\"", "empty")).isEmpty();
  }

  @Test
  void attributesAreThoseOfTheFileSystem() throws Exception {
    String shown = Shell.run("stat", "-c", "%F|%a|%s|%b|%h|%.9Y|%u|%i", mounted.path("a.bin")).ok();

    long inode = (1L << 40) + "/a.bin".hashCode();
    String uid = Shell.run("id", "-u").ok();
    assertThat(shown)
        .isEqualTo(
            "regular file|444|3000001|"
                + (LENGTH / 2 + 511) / 512
                + "|1|1700000000.123456789|"
                + uid
                + "|"
                + inode);
  }

  @Test
  void duTellsWhatIsPresent() throws Exception {
    assertThat(Shell.sh("du -B512 \"$1\" | cut -f1", mounted.path("a.bin")).ok())
        .isEqualTo(Integer.toString((LENGTH / 2 + 511) / 512));
  }

  @Test
  void dfTellsTheSpace() throws Exception {
    assertThat(
            Shell.sh("df -BM --output=size,avail,fstype \"$1\" | tail -1", mounted.path("")).ok())
        .matches("1000M +400M +fuse.hffs");
  }

  @Test
  void findSeesEveryFileOfATree() throws Exception {
    mounted.files.put("d/e/f/one", new byte[1]).put("d/two", new byte[1]).put("d/x/y", new byte[1]);

    assertThat(Shell.sh("cd \"$1\" && find . -type f | sort", mounted.path("")).ok().lines())
        .containsExactly("./a.bin", "./d/e/f/one", "./d/two", "./d/x/y", "./empty");
  }

  @Test
  void aDirectoryOfTenThousandNamesIsListed() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      mounted.files.put("many/file-with-a-name-of-some-length-" + i, new byte[0]);
    }

    assertThat(Shell.sh("ls -U \"$1\" | wc -l", mounted.path("many")).ok()).isEqualTo("10000");
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    assertThat(Shell.run("readlink", mounted.path("link")).ok()).isEqualTo("a.bin");
    assertThat(read("cat \"$1\"", "link")).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Müller ß.txt", "模型.safetensors", "🤗 %20 #?.bin", "a\tb", "back\\slash"})
  void namesAreUtf8(String name) throws Exception {
    mounted.files.put("names/" + name, name.getBytes(UTF_8));

    assertThat(Shell.run("ls", "-N", mounted.path("names")).ok()).isEqualTo(name);
    assertThat(read("cat \"$1\"", "names/" + name)).isEqualTo(name.getBytes(UTF_8));
  }

  @Test
  void aNameThatIsNotUtf8IsInvalid() throws Exception {
    String script = "cd \"$1\" && cat \"$(printf 'b\\377\\376d')\"";
    Shell.Result result = Shell.sh(script, mounted.path(""));

    assertThat(result.errors()).contains("Invalid argument");
    assertThat(mounted.files.calls("open")).isZero();
  }

  @Test
  void whatDoesNotExistIsAskedForEachTime() throws Exception {
    assertThat(Shell.run("cat", mounted.path("new")).errors()).contains("No such file");
    mounted.files.put("new", new byte[] {'n'});

    assertThat(Shell.run("cat", mounted.path("new")).ok()).isEqualTo("n");
  }

  @Test
  void extendedAttributesAreListedAndRead() throws Exception {
    String script =
        """
        import os, sys
        f = sys.argv[1]
        print(sorted(os.listxattr(f)), os.getxattr(f, 'user.hffs.commit'))
        for name in 'user.hffs.none', 'user.other', 'security.selinux':
            try:
                print(os.getxattr(f, name))
            except OSError as e:
                print(e.errno)
        """;
    assertThat(Shell.run("python3", "-c", script, mounted.path("a.bin")).ok().lines())
        .containsExactly("['user.hffs.commit', 'user.hffs.digest'] b'abc123'", "61", "61", "61");
  }

  @Test
  void withoutExtendedAttributesNobodyIsAskedForThem() throws Exception {
    FakeFileSystem files = new FakeFileSystem();
    files.put("a", new byte[1]);
    files.put("b", new byte[1]);
    MountOptions options = new MountOptions(false, false, Duration.ofHours(1));
    FuseMount mount = FuseMount.mount(files, temp.resolve("plain"), options);
    try {
      Shell.run("ls", "-l", mount.mountpoint()).ok();
      assertThat(Shell.run("getfattr", "-d", mount.mountpoint().resolve("a")).errors())
          .contains("not supported");
      assertThat(files.calls("getxattr") + files.calls("listxattr")).isZero();
    } finally {
      mount.unmount();
    }
  }

  @Test
  void everyMutationIsRefusedAsReadOnly() throws Exception {
    String script =
        """
        import errno, os, socket, sys
        m, out = sys.argv[1], sys.argv[2]
        f, n = m + '/a.bin', m + '/new'
        calls = {
            'wronly': lambda: os.open(f, os.O_WRONLY), 'rdwr': lambda: os.open(f, os.O_RDWR),
            'creat': lambda: os.open(n, os.O_RDONLY | os.O_CREAT),
            'append': lambda: os.open(f, os.O_WRONLY | os.O_APPEND),
            'trunc': lambda: os.open(f, os.O_WRONLY | os.O_TRUNC),
            'truncate': lambda: os.truncate(f, 1), 'unlink': lambda: os.unlink(f),
            'rmdir': lambda: os.rmdir(m + '/d'), 'mkdir': lambda: os.mkdir(n),
            'rename': lambda: os.rename(f, n), 'link': lambda: os.link(f, n),
            'symlink': lambda: os.symlink('x', n), 'chmod': lambda: os.chmod(f, 0o600),
            'chown': lambda: os.chown(f, 1, 1), 'utime': lambda: os.utime(f),
            'setxattr': lambda: os.setxattr(f, 'user.a', b'b'),
            'removexattr': lambda: os.removexattr(f, 'user.hffs.commit'),
            'mknod': lambda: os.mknod(n, 0o600), 'mkfifo': lambda: os.mkfifo(n),
            'bind': lambda: socket.socket(socket.AF_UNIX).bind(n),
            'access': lambda: os.access(f, os.W_OK) or (_ for _ in ()).throw(OSError(errno.EROFS, '')),
        }
        for name, call in calls.items():
            try:
                call()
                print(name, 'succeeded')
            except OSError as e:
                if e.errno != errno.EROFS:
                    print(name, e)
        """;
    mounted.files.put("d/x", new byte[1]);

    assertThat(Shell.run("python3", "-c", script, mounted.path(""), temp).ok()).isEmpty();
  }

  @Test
  void aLiveFileIsReadAnewWhateverItsSizeWas() throws Exception {
    mounted.files.put("live", "short".getBytes(UTF_8));
    assertThat(Shell.run("cat", mounted.path("live")).ok()).isEqualTo("short");

    mounted.files.put("live", "much longer than before".getBytes(UTF_8));

    assertThat(Shell.run("cat", mounted.path("live")).ok()).isEqualTo("much longer than before");
  }

  @Test
  void keptPagesAreNotAskedForAgain() throws Exception {
    mounted.files.pages(PageCaching.KEEP);
    read("cat \"$1\"", "a.bin");
    int reads = mounted.files.calls("read");

    assertThat(read("cat \"$1\"", "a.bin")).isEqualTo(CONTENT);
    assertThat(mounted.files.calls("read")).isEqualTo(reads);
  }

  @Test
  void renewedPagesShowTheNewContent() throws Exception {
    mounted.files.pages(PageCaching.KEEP);
    read("cat \"$1\"", "a.bin");
    byte[] changed = MountedFake.bytes(LENGTH, 2);
    mounted.files.put("a.bin", changed);

    mounted.files.pages(PageCaching.RENEW);

    assertThat(read("cat \"$1\"", "a.bin")).isEqualTo(changed);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, LENGTH, 2 * LENGTH})
  void aStaleNameIsLookedUpAgainAndOpensWithItsNewSize(int newLength) throws Exception {
    read("cat \"$1\"", "a.bin");
    byte[] changed = MountedFake.bytes(newLength, 3);
    mounted.files.putStale("a.bin", changed);

    assertThat(read("cat \"$1\"", "a.bin")).isEqualTo(changed);
    assertThat(Shell.run("stat", "-c", "%s", mounted.path("a.bin")).ok())
        .isEqualTo(Integer.toString(newLength));
  }

  @Test
  void attributesAreKeptByTheKernel() throws Exception {
    Shell.run("stat", mounted.path("a.bin")).ok();
    int asked = mounted.files.calls("getattr");

    Shell.run("stat", mounted.path("a.bin")).ok();

    assertThat(mounted.files.calls("getattr")).isEqualTo(asked);
  }
}
