/* A library to preload (LD_PRELOAD) that counts what a process writes, syncs, links, renames and truncates below a folder, and at
 * the n-th such call kills the process, in the middle of the call where it is a write, or has the disk be full from then on.
 *
 *   FAULT_FOLDER  the folder, absolute
 *   FAULT_MODE    "kill", "full", or anything else to count only
 *   FAULT_AT      n, from 1
 *   FAULT_REPORT  a file that the number of calls is written to at the end of the process
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls = 0;

static const char *folder(void) { return getenv("FAULT_FOLDER"); }

static int below(const char *path) {
  const char *prefix = folder();
  return prefix != NULL && path != NULL && strncmp(path, prefix, strlen(prefix)) == 0;
}

static int fd_below(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return below(path);
}

/* 0: go on; 1: die; 2: say that the disk is full */
static int fault(void) {
  const char *mode = getenv("FAULT_MODE"), *at = getenv("FAULT_AT");
  long call = atomic_fetch_add(&calls, 1) + 1;
  if (mode == NULL || at == NULL) return 0;
  if (strcmp(mode, "kill") == 0) return call == atol(at) ? 1 : 0;
  if (strcmp(mode, "full") == 0) return call >= atol(at) ? 2 : 0;
  return 0;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("FAULT_REPORT");
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FULL \
  do {       \
    errno = ENOSPC; \
    return -1; \
  } while (0)

ssize_t write(int fd, const void *bytes, size_t count) {
  if (fd > 2 && fd_below(fd)) switch (fault()) {
      case 1: REAL(write)(fd, bytes, count / 2); die();
      case 2: FULL;
    }
  return REAL(write)(fd, bytes, count);
}

#define PWRITE(name, offset_type)                                                   \
  ssize_t name(int fd, const void *bytes, size_t count, offset_type offset) {       \
    if (fd_below(fd)) switch (fault()) {                                            \
        case 1: REAL(name)(fd, bytes, count / 2, offset); die();                    \
        case 2: FULL;                                                               \
      }                                                                             \
    return REAL(name)(fd, bytes, count, offset);                                    \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PWRITEV(name, offset_type)                                                  \
  ssize_t name(int fd, const struct iovec *parts, int count, offset_type offset) {  \
    if (fd_below(fd)) switch (fault()) {                                            \
        case 1: REAL(name)(fd, parts, count > 1 ? count / 2 : count, offset); die();\
        case 2: FULL;                                                               \
      }                                                                             \
    return REAL(name)(fd, parts, count, offset);                                    \
  }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (fd > 2 && fd_below(fd)) switch (fault()) {
      case 1: REAL(writev)(fd, parts, count > 1 ? count / 2 : count); die();
      case 2: FULL;
    }
  return REAL(writev)(fd, parts, count);
}

#define SYNC(name)                            \
  int name(int fd) {                          \
    if (fd_below(fd) && fault() == 1) die();  \
    return REAL(name)(fd);                    \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type)                 \
  int name(int fd, offset_type length) {            \
    if (fd_below(fd) && fault() == 1) die();        \
    return REAL(name)(fd, length);                  \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* Before and after: the call has two sides, and a process may die on either. */
#define NAMING(name)                               \
  int name(const char *from, const char *to) {     \
    if (below(to)) switch (fault()) {              \
        case 1: die();                             \
        case 2: FULL;                              \
      }                                            \
    int result = REAL(name)(from, to);             \
    if (below(to) && fault() == 1) die();          \
    return result;                                 \
  }
NAMING(link)
NAMING(rename)

int unlink(const char *path) {
  if (below(path) && fault() == 1) die();
  return REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode) {
  if (below(path)) switch (fault()) {
      case 1: die();
      case 2: FULL;
    }
  return REAL(mkdir)(path, mode);
}

#define OPEN(name)                                          \
  int name(const char *path, int flags, ...) {              \
    mode_t mode = 0;                                        \
    if (flags & O_CREAT) {                                  \
      va_list rest;                                         \
      va_start(rest, flags);                                \
      mode = va_arg(rest, mode_t);                          \
      va_end(rest);                                         \
      if (below(path) && access(path, F_OK) != 0) switch (fault()) { \
          case 1: REAL(name)(path, flags, mode); die();     \
          case 2: FULL;                                     \
        }                                                   \
    }                                                       \
    return REAL(name)(path, flags, mode);                   \
  }
OPEN(open)
OPEN(open64)
