/* Reads a file as a loader does: by a mapping, or by pread on one descriptor; several threads take
 * segments, in order or shuffled (the same at each run, none twice). Prints seconds and the longest
 * wait for one page or pread, in seconds; given an original, compares all with it afterwards.
 * Usage: touch FILE mmap|pread THREADS SEGMENT_BYTES in-order|shuffled SEGMENTS|0 [ORIGINAL] */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, MAX_THREADS = 64 };

static int descriptor, by_mapping;
static char *mapping;
static long file_bytes, segment_bytes, segments, next_segment;
static long *order; /* which segment is taken first, second, .. */
static double longest_wait;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void note_wait(double begin, double *longest) {
  double wait = now() - begin;
  if (wait > *longest) *longest = wait;
}

static long length_at(long offset) {
  return segment_bytes < file_bytes - offset ? segment_bytes : file_bytes - offset;
}

static void read_fully(int from, char *buffer, long length, long offset, double *longest) {
  for (long done = 0; done < length;) {
    double begin = now();
    ssize_t count = pread(from, buffer + done, (size_t)(length - done), offset + done);
    note_wait(begin, longest);
    if (count <= 0) fail("pread");
    done += count;
  }
}

static void read_mapped(char *buffer, long length, long offset, double *longest) {
  for (long page = 0; page < length; page += PAGE) {
    double begin = now();
    buffer[page] = *(volatile char *)(mapping + offset + page); /* the fault, if there is one */
    note_wait(begin, longest);
  }
  memcpy(buffer, mapping + offset, (size_t)length);
}

static void *work(void *unused) {
  char *buffer = malloc((size_t)segment_bytes);
  double longest = 0;
  if (buffer == NULL) fail("malloc");
  for (;;) {
    pthread_mutex_lock(&lock);
    long taken = next_segment++;
    pthread_mutex_unlock(&lock);
    if (taken >= segments) break;
    long offset = order[taken] * segment_bytes;
    if (by_mapping) {
      read_mapped(buffer, length_at(offset), offset, &longest);
    } else {
      read_fully(descriptor, buffer, length_at(offset), offset, &longest);
    }
  }
  pthread_mutex_lock(&lock);
  if (longest > longest_wait) longest_wait = longest;
  pthread_mutex_unlock(&lock);
  free(buffer);
  return NULL;
}

/* The same pages again, which the kernel kept, beside the original's. */
static void compare(const char *original) {
  char *ours = malloc((size_t)segment_bytes), *theirs = malloc((size_t)segment_bytes);
  int other = open(original, O_RDONLY);
  double ignored = 0;
  if (ours == NULL || theirs == NULL || other < 0) fail(original);
  for (long i = 0; i < segments; i++) {
    long offset = order[i] * segment_bytes, length = length_at(offset);
    read_fully(descriptor, ours, length, offset, &ignored);
    read_fully(other, theirs, length, offset, &ignored);
    if (memcmp(ours, theirs, (size_t)length) != 0) {
      fprintf(stderr, "touch: wrong bytes from offset %ld\n", offset);
      exit(1);
    }
  }
}

static void set_order(int shuffled, long wanted) {
  long all = (file_bytes + segment_bytes - 1) / segment_bytes;
  segments = wanted == 0 || wanted > all ? all : wanted;
  order = malloc((size_t)all * sizeof *order);
  if (order == NULL) fail("malloc");
  for (long i = 0; i < all; i++) order[i] = i;
  srandom(1);
  for (long i = all - 1; shuffled && i > 0; i--) {
    long other = random() % (i + 1), kept = order[i];
    order[i] = order[other];
    order[other] = kept;
  }
}

int main(int count, char **arguments) {
  if (count < 7 || count > 8) return 2;
  struct stat attributes;
  descriptor = open(arguments[1], O_RDONLY);
  if (descriptor < 0 || fstat(descriptor, &attributes) != 0) fail(arguments[1]);
  file_bytes = attributes.st_size;
  by_mapping = strcmp(arguments[2], "mmap") == 0;
  int threads = atoi(arguments[3]);
  segment_bytes = atol(arguments[4]);
  if (file_bytes == 0 || segment_bytes < 1 || threads < 1 || threads > MAX_THREADS) return 2;
  set_order(strcmp(arguments[5], "shuffled") == 0, atol(arguments[6]));
  if (by_mapping) {
    mapping = mmap(NULL, (size_t)file_bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapping == MAP_FAILED) fail("mmap");
  }
  pthread_t workers[MAX_THREADS];
  double begin = now();
  for (int i = 0; i < threads; i++) {
    if (pthread_create(&workers[i], NULL, work, NULL) != 0) fail("pthread_create");
  }
  for (int i = 0; i < threads; i++) pthread_join(workers[i], NULL);
  double seconds = now() - begin;
  printf("%.6f %.6f\n", seconds, longest_wait);
  if (count == 8) compare(arguments[7]);
  return 0;
}
