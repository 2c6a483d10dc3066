/* Reads a file as a loader does: by a mapping, or by pread on one descriptor; several threads take
 * segments, in order or at random. Prints seconds, bytes and the longest wait for one page or read.
 * Usage: touch FILE mmap|pread THREADS SEGMENT_BYTES in-order|random SEGMENTS (0: all of the file) */
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

static int descriptor, by_mapping, at_random;
static char *mapping;
static long file_bytes, segment_bytes, segments, next_segment;
static double longest_wait;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void note_wait(double begin, double *longest) {
  double wait = now() - begin;
  if (wait > *longest) *longest = wait;
}

static void read_segment(long offset, char *buffer, double *longest) {
  long length = segment_bytes < file_bytes - offset ? segment_bytes : file_bytes - offset;
  if (by_mapping) {
    for (long page = 0; page < length; page += 4096) {
      double begin = now();
      buffer[page] = mapping[offset + page]; /* the fault, if there is one */
      note_wait(begin, longest);
    }
    memcpy(buffer, mapping + offset, (size_t)length);
    return;
  }
  for (long done = 0; done < length;) {
    double begin = now();
    ssize_t count = pread(descriptor, buffer + done, (size_t)(length - done), offset + done);
    note_wait(begin, longest);
    if (count <= 0) {
      perror("pread");
      exit(1);
    }
    done += count;
  }
}

static void *work(void *unused) {
  char *buffer = malloc((size_t)segment_bytes);
  double longest = 0;
  for (;;) {
    pthread_mutex_lock(&lock);
    long segment = next_segment++;
    long place = at_random ? random() % (file_bytes / segment_bytes) : segment;
    pthread_mutex_unlock(&lock);
    if (segment >= segments) break;
    read_segment(place * segment_bytes, buffer, &longest);
  }
  pthread_mutex_lock(&lock);
  if (longest > longest_wait) longest_wait = longest;
  pthread_mutex_unlock(&lock);
  free(buffer);
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 7) return 2;
  struct stat attributes;
  descriptor = open(arguments[1], O_RDONLY);
  if (descriptor < 0 || fstat(descriptor, &attributes) != 0) {
    perror(arguments[1]);
    return 1;
  }
  by_mapping = strcmp(arguments[2], "mmap") == 0;
  int threads = atoi(arguments[3]);
  segment_bytes = atol(arguments[4]);
  at_random = strcmp(arguments[5], "random") == 0;
  file_bytes = attributes.st_size;
  segments = atol(arguments[6]);
  if (segments == 0) segments = (file_bytes + segment_bytes - 1) / segment_bytes;
  srandom(1);
  if (by_mapping) mapping = mmap(NULL, (size_t)file_bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
  double begin = now();
  pthread_t workers[64];
  for (int i = 0; i < threads && i < 64; i++) pthread_create(&workers[i], NULL, work, NULL);
  for (int i = 0; i < threads && i < 64; i++) pthread_join(workers[i], NULL);
  printf("%.6f %ld %.6f\n", now() - begin, segments * segment_bytes, longest_wait);
  return 0;
}
