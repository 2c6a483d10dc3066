"""Tries to change a read-only file system in every way there is: mutations.py DIR.

DIR must hold a file. Each system call must fail with EROFS; the few that the kernel refuses before
it asks the file system (a descriptor that is open for reading only) have their own errno. Prints a
table; exits with 1 when a call did anything else.
"""

import ctypes
import errno
import mmap
import os
import socket
import stat
import sys

libc = ctypes.CDLL(None, use_errno=True)
AT_FDCWD = -100
RENAME_NOREPLACE, RENAME_EXCHANGE = 1, 2


def c(function, *arguments):
    """Calls a libc function that answers 0 or sets errno."""
    converted = [os.fsencode(a) if isinstance(a, str) else a for a in arguments]
    if getattr(libc, function)(*converted) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def opened(path, flags, mode=0o644):
    os.close(os.open(path, flags, mode))


def bind(path):
    """Unix socket addresses are short: go by the descriptor of the directory."""
    directory = os.open(os.path.dirname(path), os.O_PATH)
    with socket.socket(socket.AF_UNIX) as unix:
        try:
            unix.bind(f"/proc/self/fd/{directory}/{os.path.basename(path)}")
        finally:
            os.close(directory)


def map_shared(fd):
    mmap.mmap(fd, 0, flags=mmap.MAP_SHARED, prot=mmap.PROT_WRITE)


def attempts(directory, file, fd):
    """Returns (what, the call, errno expected)."""
    new = os.path.join(directory, "hffs-mutation-test")
    rofs, dev = errno.EROFS, os.makedev(1, 3)
    name, value = b"user.hffs.test", b"x"
    offset = ctypes.c_long(0)
    return [
        ("open O_WRONLY", lambda: opened(file, os.O_WRONLY), rofs),
        ("open O_RDWR", lambda: opened(file, os.O_RDWR), rofs),
        ("open O_WRONLY|O_APPEND", lambda: opened(file, os.O_WRONLY | os.O_APPEND), rofs),
        ("open O_WRONLY|O_TRUNC", lambda: opened(file, os.O_WRONLY | os.O_TRUNC), rofs),
        ("open O_RDONLY|O_TRUNC", lambda: opened(file, os.O_RDONLY | os.O_TRUNC), rofs),
        ("open O_CREAT|O_RDONLY", lambda: opened(new, os.O_CREAT | os.O_RDONLY), rofs),
        ("open O_CREAT|O_WRONLY", lambda: opened(new, os.O_CREAT | os.O_WRONLY), rofs),
        ("open O_CREAT|O_EXCL", lambda: opened(new, os.O_CREAT | os.O_EXCL | os.O_RDWR), rofs),
        ("open O_TMPFILE", lambda: opened(directory, os.O_TMPFILE | os.O_RDWR), rofs),
        ("truncate", lambda: os.truncate(file, 0), rofs),
        ("unlink", lambda: os.unlink(file), rofs),
        ("unlink, absent name", lambda: os.unlink(new), rofs),
        ("mkdir", lambda: os.mkdir(new), rofs),
        ("rmdir", lambda: os.rmdir(new), rofs),
        ("rename", lambda: os.rename(file, new), rofs),
        ("renameat2 NOREPLACE", lambda: c("renameat2", AT_FDCWD, file, AT_FDCWD, new, RENAME_NOREPLACE), rofs),
        ("renameat2 EXCHANGE", lambda: c("renameat2", AT_FDCWD, file, AT_FDCWD, file, RENAME_EXCHANGE), rofs),
        ("link", lambda: os.link(file, new), rofs),
        ("symlink", lambda: os.symlink("target", new), rofs),
        ("mknod, file", lambda: os.mknod(new, stat.S_IFREG | 0o644), rofs),
        ("mknod, device", lambda: os.mknod(new, stat.S_IFCHR | 0o644, dev), rofs),
        ("mkfifo", lambda: os.mkfifo(new), rofs),
        ("bind, unix socket", lambda: bind(new), rofs),
        ("chmod", lambda: os.chmod(file, 0o600), rofs),
        ("fchmod", lambda: os.fchmod(fd, 0o600), rofs),
        ("chmod, directory", lambda: os.chmod(directory, 0o700), rofs),
        ("chown", lambda: os.chown(file, os.getuid(), os.getgid()), rofs),
        ("fchown", lambda: os.fchown(fd, os.getuid(), os.getgid()), rofs),
        ("lchown", lambda: os.lchown(file, os.getuid(), os.getgid()), rofs),
        ("utimensat", lambda: os.utime(file, (0, 0)), rofs),
        ("utimensat, now", lambda: os.utime(file), rofs),
        ("futimens", lambda: os.utime(fd, (0, 0)), rofs),
        ("setxattr", lambda: os.setxattr(file, name, value), rofs),
        ("fsetxattr", lambda: os.setxattr(fd, name, value), rofs),
        ("lsetxattr", lambda: os.setxattr(file, name, value, follow_symlinks=False), rofs),
        ("removexattr", lambda: os.removexattr(file, name), rofs),
        ("fremovexattr", lambda: os.removexattr(fd, name), rofs),
        ("access W_OK", lambda: c("access", file, os.W_OK), rofs),
        ("write to O_RDONLY", lambda: os.write(fd, value), errno.EBADF),
        ("pwrite to O_RDONLY", lambda: os.pwrite(fd, value, 0), errno.EBADF),
        ("copy_file_range to O_RDONLY", lambda: os.copy_file_range(fd, fd, 1, 0, 0), errno.EBADF),
        ("fallocate of O_RDONLY", lambda: c("fallocate", fd, 0, offset, ctypes.c_long(4096)), errno.EBADF),
        ("ftruncate of O_RDONLY", lambda: os.ftruncate(fd, 0), errno.EINVAL),
        ("mmap MAP_SHARED, writable", lambda: map_shared(fd), errno.EACCES),
    ]


def first_file(directory):
    for entry in sorted(os.scandir(directory), key=lambda entry: entry.name):
        if entry.is_file(follow_symlinks=False) and entry.stat().st_size > 0:
            return entry.path
    raise SystemExit(f"no file with content in {directory}")


def stop_if_writable(directory):
    """The calls below would destroy what is there."""
    probe = os.path.join(directory, "hffs-mutation-probe")
    try:
        opened(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except OSError:
        return
    os.unlink(probe)
    raise SystemExit(f"{directory} can be written: nothing was tried but to create a file")


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    directory = os.path.abspath(sys.argv[1])
    file = first_file(directory)
    stop_if_writable(directory)
    fd = os.open(file, os.O_RDONLY)
    before = sorted(os.listdir(directory)), os.stat(file)
    wrong = 0
    for what, call, expected in attempts(directory, file, fd):
        try:
            call()
            got = "DONE"
        except OSError as failure:
            got = errno.errorcode.get(failure.errno, str(failure.errno))
        good = got == errno.errorcode[expected]
        wrong += not good
        print(f"{what:<30} {got:<12} {'' if good else 'expected ' + errno.errorcode[expected]}".rstrip())
    after = sorted(os.listdir(directory)), os.stat(file)
    if before[0] != after[0] or before[1].st_size != after[1].st_size or before[1].st_mtime_ns != after[1].st_mtime_ns:
        print("the directory or the file is not what it was")
        wrong += 1
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
