/* Preloaded into a process under test (LD_PRELOAD, glibc). It stands between a program and its C library: it makes the n-th call
 * of a kind fail, stores another byte than was asked for, waits at random, and records the calls that change files. It knows
 * only files below one directory; allocations only of one library. What it shall do, it reads in a block of memory that it
 * shares with whoever wrote the file STOREPROOF_SHIM: control.ts has the same layout.
 * Not here: writes through memory maps (of SQLite: the index of the log, which is rebuilt), io_uring, direct system calls. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN, READ, WRITE, SYNC, TRUNCATE, UNLINK, RENAME, LOCK, ALLOCATE, MAKE, LOOK, KINDS };
/* READ_ONLY: fails, but files that are opened for reading alone can be. */
enum manner { FAIL, SHORT, OTHER_BYTE, READ_ONLY };

struct control {
  uint32_t armed;       /* bit of a kind: its calls count down */
  int32_t left;         /* the call that makes it 0 goes wrong */
  int32_t error;        /* errno */
  uint32_t manner;
  uint32_t forGood;     /* all later ones of these kinds as well */
  uint32_t hits;
  uint32_t isRecording;
  uint32_t waitsUpToUs; /* at random, behind every lock and sync */
  uint64_t calls[KINDS];
  uint64_t unused;
  char root[1024];      /* files below it */
  char library[1024];   /* part of the name of whose allocations count */
};

#define FILES 65536
#define ONE_WAIT_IN 16
static struct control *control;
static uint64_t inodes[FILES]; /* by descriptor; 0: not ours */
static int trace = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static uintptr_t libraryFrom, libraryTo;

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (real == NULL) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("STOREPROOF_SHIM");
  if (file == NULL) return;
  int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *block = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  const char *record = getenv("STOREPROOF_SHIM_TRACE");
  if (record != NULL) trace = open(record, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (block != MAP_FAILED) control = block;
}

static int isOurs(const char *path) {
  if (control == NULL || path == NULL) return 0;
  size_t length = strnlen(control->root, sizeof control->root);
  return length > 0 && strncmp(path, control->root, length) == 0;
}

static int isOpenHere(int fd) { return control != NULL && fd >= 0 && fd < FILES && inodes[fd] != 0; }

/* Whether this call goes wrong. */
static int strikes(enum kind kind) {
  __atomic_add_fetch(&control->calls[kind], 1, __ATOMIC_RELAXED);
  if ((control->armed & (1u << kind)) == 0) return 0;
  int32_t left = __atomic_sub_fetch(&control->left, 1, __ATOMIC_RELAXED);
  if (left > 0 || (left < 0 && !control->forGood)) return 0;
  __atomic_add_fetch(&control->hits, 1, __ATOMIC_RELAXED);
  return 1;
}

/* Half a call at first; what follows it for good has no more to give. */
static int isCutShort(void) {
  return control->manner == SHORT && __atomic_load_n(&control->hits, __ATOMIC_RELAXED) == 1;
}

static int fails(enum kind kind) {
  if (!strikes(kind)) return 0;
  errno = control->error;
  return 1;
}

static void waitAtRandom(void) {
  static __thread uint64_t state;
  uint32_t most = control->waitsUpToUs;
  if (most == 0) return;
  if (state == 0) state = ((uint64_t)(uintptr_t)&state ^ ((uint64_t)getpid() << 32)) | 1;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  /* Seldom and long: waits everywhere would leave the order of things as it is. */
  if ((state >> 32) % ONE_WAIT_IN == 0) usleep((uint32_t)state % most);
}

/* One call that succeeded: a head of numbers, then two texts or data. Read by trace.ts. */
struct head { uint32_t bytes, kind, firstBytes, secondBytes; uint64_t inode; int64_t offset; };

static void record(enum kind kind, uint64_t inode, int64_t offset, const void *first, size_t firstBytes, const void *second, size_t secondBytes) {
  if (trace < 0 || !control->isRecording) return;
  struct head head = { sizeof head + firstBytes + secondBytes, kind, firstBytes, secondBytes, inode, offset };
  struct iovec parts[3] = { { &head, sizeof head }, { (void *)first, firstBytes }, { (void *)second, secondBytes } };
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  int before = errno;
  pthread_mutex_lock(&turn);
  if (real(trace, parts, 3) < 0) control->isRecording = 0;
  pthread_mutex_unlock(&turn);
  errno = before;
}

static void recordPaths(enum kind kind, int64_t what, const char *path, const char *other) {
  record(kind, 0, what, path, strlen(path), other, other == NULL ? 0 : strlen(other));
}

static void opened(int fd, const char *path, int flags) {
  struct stat found;
  if (fd < 0 || fd >= FILES || fstat(fd, &found) != 0) return;
  inodes[fd] = found.st_ino;
  record(OPEN, found.st_ino, flags, path, strlen(path), NULL, 0);
}

/* Opening a file that may be changed by it, or a directory for its names. */
static int failsToOpen(int flags) {
  if (control->manner == READ_ONLY && (flags & (O_WRONLY | O_RDWR | O_CREAT)) == 0) return 0;
  return fails(OPEN);
}

#define OPEN_LIKE(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, #name, const char *, int, mode_t); \
    va_list rest; va_start(rest, flags); mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    if (!isOurs(path)) { int fd = real(path, flags, mode); if (fd >= 0 && fd < FILES) inodes[fd] = 0; return fd; } \
    if (failsToOpen(flags)) return -1; \
    int fd = real(path, flags, mode); \
    opened(fd, path, flags); \
    return fd; \
  }
OPEN_LIKE(open)
OPEN_LIKE(open64)

#define OPENAT_LIKE(name) \
  int name(int at, const char *path, int flags, ...) { \
    REAL(int, #name, int, const char *, int, mode_t); \
    va_list rest; va_start(rest, flags); mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    if (!isOurs(path)) { int fd = real(at, path, flags, mode); if (fd >= 0 && fd < FILES) inodes[fd] = 0; return fd; } \
    if (failsToOpen(flags)) return -1; \
    int fd = real(at, path, flags, mode); \
    opened(fd, path, flags); \
    return fd; \
  }
OPENAT_LIKE(openat)
OPENAT_LIKE(openat64)

int close(int fd) {
  REAL(int, "close", int);
  if (fd >= 0 && fd < FILES) inodes[fd] = 0;
  return real(fd);
}

#define READ_LIKE(name, arguments, names, type, ...) \
  ssize_t name arguments { \
    REAL(ssize_t, #name, __VA_ARGS__); \
    if (isOpenHere(fd) && strikes(READ)) { \
      if (isCutShort()) { bytes = (bytes + 1) / 2; return real names; } \
      errno = control->error; return -1; \
    } \
    return real names; \
  }
READ_LIKE(read, (int fd, void *data, size_t bytes), (fd, data, bytes), ssize_t, int, void *, size_t)
READ_LIKE(pread64, (int fd, void *data, size_t bytes, off64_t at), (fd, data, bytes, at), ssize_t, int, void *, size_t, off64_t)

static int64_t placeOf(int fd) {
  return (fcntl(fd, F_GETFL) & O_APPEND) ? lseek64(fd, 0, SEEK_END) : lseek64(fd, 0, SEEK_CUR);
}

/* The middle byte is another one. Answers a copy to be freed, or NULL. */
static char *changed(const void *data, size_t bytes) {
  char *copy = bytes == 0 ? NULL : malloc(bytes);
  if (copy != NULL) { memcpy(copy, data, bytes); copy[bytes / 2] ^= 0x10; }
  return copy;
}

typedef ssize_t (*writer)(int, const void *, size_t, int64_t);

static ssize_t writeBy(writer to, int fd, const void *data, size_t bytes, int64_t at) {
  if (!isOpenHere(fd)) return to(fd, data, bytes, at);
  char *copy = NULL;
  int isWrong = strikes(WRITE);
  if (isWrong && control->manner == OTHER_BYTE) copy = changed(data, bytes);
  else if (isWrong && isCutShort()) bytes = (bytes + 1) / 2;
  else if (isWrong) { errno = control->error; return -1; }
  int64_t place = at < 0 ? placeOf(fd) : at;
  ssize_t done = to(fd, copy == NULL ? data : copy, bytes, at);
  if (done > 0) record(WRITE, inodes[fd], place, NULL, 0, copy == NULL ? data : copy, done);
  free(copy);
  return done;
}

static ssize_t plainly(int fd, const void *data, size_t bytes, int64_t at) {
  REAL(ssize_t, "write", int, const void *, size_t);
  (void)at;
  return real(fd, data, bytes);
}
static ssize_t inPlace(int fd, const void *data, size_t bytes, int64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  return real(fd, data, bytes, at);
}
ssize_t write(int fd, const void *data, size_t bytes) { return writeBy(plainly, fd, data, bytes, -1); }
ssize_t pwrite64(int fd, const void *data, size_t bytes, off64_t at) { return writeBy(inPlace, fd, data, bytes, at); }

/* One write for each part: fewer bytes than asked for is an answer that callers know. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  if (!isOpenHere(fd)) return real(fd, parts, count);
  ssize_t all = 0;
  for (int at = 0; at < count; at++) {
    ssize_t done = write(fd, parts[at].iov_base, parts[at].iov_len);
    if (done < 0) return all > 0 ? all : -1;
    all += done;
    if ((size_t)done < parts[at].iov_len) break;
  }
  return all;
}

#define SYNC_LIKE(name) \
  int name(int fd) { \
    REAL(int, #name, int); \
    if (!isOpenHere(fd)) return real(fd); \
    if (fails(SYNC)) return -1; \
    int done = real(fd); \
    if (done == 0) record(SYNC, inodes[fd], 0, NULL, 0, NULL, 0); \
    waitAtRandom(); \
    return done; \
  }
SYNC_LIKE(fsync)
SYNC_LIKE(fdatasync)

int ftruncate64(int fd, off64_t bytes) {
  REAL(int, "ftruncate64", int, off64_t);
  if (!isOpenHere(fd)) return real(fd, bytes);
  if (fails(TRUNCATE)) return -1;
  int done = real(fd, bytes);
  if (done == 0) record(TRUNCATE, inodes[fd], bytes, NULL, 0, NULL, 0);
  return done;
}

/* Copies within the system: they can fail, and are not recorded. */
#define COPY_LIKE(name, arguments, names, ...) \
  ssize_t name arguments { \
    REAL(ssize_t, #name, __VA_ARGS__); \
    return isOpenHere(to) && fails(WRITE) ? -1 : real names; \
  }
COPY_LIKE(sendfile64, (int to, int from, off64_t *at, size_t bytes), (to, from, at, bytes), int, int, off64_t *, size_t)
COPY_LIKE(copy_file_range, (int from, off64_t *a, int to, off64_t *b, size_t bytes, unsigned flags), (from, a, to, b, bytes, flags), int, off64_t *, int, off64_t *, size_t, unsigned)

#define PATH_LIKE(name, arguments, names, kind, what, path, other, ...) \
  int name arguments { \
    REAL(int, #name, __VA_ARGS__); \
    if (!isOurs(path)) return real names; \
    if (fails(kind)) return -1; \
    int done = real names; \
    if (done == 0) recordPaths(kind, what, path, other); \
    return done; \
  }
PATH_LIKE(remove, (const char *path), (path), UNLINK, 0, path, NULL, const char *)
PATH_LIKE(unlink, (const char *path), (path), UNLINK, 0, path, NULL, const char *)
PATH_LIKE(rmdir, (const char *path), (path), UNLINK, 1, path, NULL, const char *)
PATH_LIKE(rename, (const char *from, const char *to), (from, to), RENAME, 0, from, to, const char *, const char *)
PATH_LIKE(link, (const char *from, const char *to), (from, to), RENAME, 1, from, to, const char *, const char *)
PATH_LIKE(mkdir, (const char *path, mode_t mode), (path, mode), MAKE, 0, path, NULL, const char *, mode_t)

/* Asking what stands under a name, and which names there are. */
#define LOOK_LIKE(type, name, arguments, names, kind, refused, ...) \
  type name arguments { \
    REAL(type, #name, __VA_ARGS__); \
    return isOurs(path) && control->manner != READ_ONLY && fails(kind) ? refused : real names; \
  }
LOOK_LIKE(int, stat64, (const char *path, struct stat64 *found), (path, found), LOOK, -1, const char *, struct stat64 *)
LOOK_LIKE(int, lstat64, (const char *path, struct stat64 *found), (path, found), LOOK, -1, const char *, struct stat64 *)
LOOK_LIKE(int, statx, (int at, const char *path, int flags, unsigned mask, struct statx *found), (at, path, flags, mask, found), LOOK, -1, int, const char *, int, unsigned, struct statx *)
LOOK_LIKE(int, access, (const char *path, int mode), (path, mode), LOOK, -1, const char *, int)
LOOK_LIKE(DIR *, opendir, (const char *path), (path), OPEN, NULL, const char *)
typedef int (*choice)(const struct dirent64 *);
typedef int (*order)(const struct dirent64 **, const struct dirent64 **);
LOOK_LIKE(int, scandir64, (const char *path, struct dirent64 ***list, choice chosen, order by), (path, list, chosen, by), OPEN, -1, const char *, struct dirent64 ***, choice, order)

/* Giving a lock back does not fail: who cannot do so has no way to go on. */
static int locks(int command, const struct flock *lock) {
  int isLock = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW;
  return isLock && lock->l_type != F_UNLCK;
}

#define FCNTL_LIKE(name) \
  int name(int fd, int command, ...) { \
    REAL(int, #name, int, int, void *); \
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest); \
    if (!locks(command, argument) || !isOpenHere(fd)) return real(fd, command, argument); \
    if (fails(LOCK)) return -1; \
    int done = real(fd, command, argument); \
    waitAtRandom(); \
    return done; \
  }
FCNTL_LIKE(fcntl)
FCNTL_LIKE(fcntl64)

static int rangeOf(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  if (strstr(info->dlpi_name, control->library) == NULL) return 0;
  for (int at = 0; at < info->dlpi_phnum; at++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[at];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    libraryFrom = info->dlpi_addr + part->p_vaddr;
    libraryTo = libraryFrom + part->p_memsz;
  }
  return 1;
}

static int isWithin(uintptr_t caller) {
  if (control->library[0] == 0) return 0;
  if (libraryFrom == 0) dl_iterate_phdr(rangeOf, NULL);
  return caller >= libraryFrom && caller < libraryTo;
}

static int isOfLibrary(uintptr_t caller) {
  return control != NULL && (control->armed & (1u << ALLOCATE)) != 0 && isWithin(caller);
}

/* A comparison of what a library has read with what it read before is where a race shows: behind one of 16 bytes and more it
 * waits at random, as behind locks and syncs, where that was asked for. */
int memcmp(const void *one, const void *other, size_t bytes) {
  REAL(int, "memcmp", const void *, const void *, size_t);
  int found = real(one, other, bytes);
  if (bytes >= 16 && control != NULL && control->waitsUpToUs != 0 && isWithin((uintptr_t)__builtin_return_address(0)))
    waitAtRandom();
  return found;
}

void *malloc(size_t bytes) {
  REAL(void *, "malloc", size_t);
  return isOfLibrary((uintptr_t)__builtin_return_address(0)) && fails(ALLOCATE) ? NULL : real(bytes);
}
void *realloc(void *block, size_t bytes) {
  REAL(void *, "realloc", void *, size_t);
  return isOfLibrary((uintptr_t)__builtin_return_address(0)) && fails(ALLOCATE) ? NULL : real(block, bytes);
}
