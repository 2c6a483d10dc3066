/* The ceiling that hffs is measured against: a read-only libfuse file system in C that shows a
 * directory as it is. Usage: passthrough MOUNTPOINT -o OPTIONS, the directory in $SOURCE. With
 * $NO_OPEN set it answers ENOSYS to open: the kernel then opens files without asking. */
#define FUSE_USE_VERSION 29
#define _FILE_OFFSET_BITS 64
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *source;
static int no_open;

static const char *at(const char *path, char *buffer) {
  snprintf(buffer, PATH_MAX, "%s%s", source, path);
  return buffer;
}

static int get_attributes(const char *path, struct stat *attributes) {
  char real[PATH_MAX];
  return lstat(at(path, real), attributes) == 0 ? 0 : -errno;
}

static int list(const char *path, void *names, fuse_fill_dir_t add, off_t offset,
                struct fuse_file_info *info) {
  char real[PATH_MAX];
  DIR *directory = opendir(at(path, real));
  if (directory == NULL) return -errno;
  struct dirent *entry;
  while ((entry = readdir(directory)) != NULL) {
    struct stat kind = {.st_ino = entry->d_ino, .st_mode = (mode_t)entry->d_type << 12};
    if (add(names, entry->d_name, &kind, 0)) break;
  }
  closedir(directory);
  return 0;
}

static int open_real(const char *path) {
  char real[PATH_MAX];
  int descriptor = open(at(path, real), O_RDONLY);
  return descriptor < 0 ? -errno : descriptor;
}

static int open_file(const char *path, struct fuse_file_info *info) {
  if (no_open) return -ENOSYS;
  int descriptor = open_real(path);
  if (descriptor < 0) return descriptor;
  info->fh = (uint64_t)descriptor;
  return 0;
}

static int read_file(const char *path, char *bytes, size_t size, off_t offset,
                     struct fuse_file_info *info) {
  int descriptor = no_open ? open_real(path) : (int)info->fh;
  if (descriptor < 0) return descriptor;
  ssize_t count = pread(descriptor, bytes, size, offset);
  int result = count < 0 ? -errno : (int)count;
  if (no_open) close(descriptor);
  return result;
}

static int close_file(const char *path, struct fuse_file_info *info) {
  return no_open ? 0 : close((int)info->fh);
}

int main(int count, char **arguments) {
  source = getenv("SOURCE");
  no_open = getenv("NO_OPEN") != NULL;
  if (source == NULL) {
    fprintf(stderr, "passthrough: SOURCE is not set\n");
    return 2;
  }
  struct fuse_operations operations = {.getattr = get_attributes,
                                       .readdir = list,
                                       .open = open_file,
                                       .read = read_file,
                                       .release = close_file};
  return fuse_main(count, arguments, &operations, NULL);
}
