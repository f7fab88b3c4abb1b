/* Preloaded (LD_PRELOAD), it writes down what a program writes to its database, and what it has flushed, so that
 * power_cut.py can tell which bytes a disk must still have after the power was cut, and which it may have lost.
 *
 * The log is a row of records: what was done, to which file, where, and how long the bytes are that follow. A flush has
 * two, before and after: what was written before the first is safe once the second is there. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct record {
    char what; /* W written, T cut to a length, B a flush begins, E has ended, U removed */
    char file; /* 1 the database, 2 its write-ahead log, 3 its journal */
    uint32_t flush; /* the same for B and E */
    uint64_t offset, length;
} __attribute__((packed));

#define FILES 65536
static char file_of[FILES];
static int log_at = -1;
static uint32_t flushes;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POWER_CUT_LOG");
    if (path) log_at = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ends_with(const char *path, const char *end) {
    size_t length = strlen(path), of_end = strlen(end);
    return length >= of_end && strcmp(path + length - of_end, end) == 0;
}

static char kind(const char *path) {
    if (!path || log_at < 0) return 0;
    return ends_with(path, ".db") ? 1 : ends_with(path, ".db-wal") ? 2 : ends_with(path, ".db-journal") ? 3 : 0;
}

/* One call, so that the records of several threads and programs follow one another whole. */
static void note(char what, char file, uint32_t flush, uint64_t offset, const void *bytes, uint64_t length) {
    struct record record = {what, file, flush, offset, length};
    struct iovec parts[2] = {{&record, sizeof record}, {(void *)bytes, bytes ? length : 0}};
    if (syscall(SYS_writev, log_at, parts, bytes ? 2 : 1) < (long)sizeof record) abort();
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < FILES) file_of[fd] = kind(path);
    return fd;
}

static char file(int fd) {
    return fd >= 0 && fd < FILES && log_at >= 0 ? file_of[fd] : 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        mode_t mode = va_arg(more, mode_t);                               \
        va_end(more);                                                     \
        return opened(REAL(name)(path, flags, mode), path);               \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                      \
    int name(int folder, const char *path, int flags, ...) {              \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        mode_t mode = va_arg(more, mode_t);                               \
        va_end(more);                                                     \
        return opened(REAL(name)(folder, path, flags, mode), path);       \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    if (fd >= 0 && fd < FILES) file_of[fd] = 0;
    return REAL(close)(fd);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (file(fd)) note('W', file(fd), 0, lseek(fd, 0, SEEK_CUR), bytes, length);
    return REAL(write)(fd, bytes, length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    if (file(fd)) note('W', file(fd), 0, offset, bytes, length);
    return REAL(pwrite)(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    if (file(fd)) note('W', file(fd), 0, offset, bytes, length);
    return REAL(pwrite64)(fd, bytes, length, offset);
}

int ftruncate(int fd, off_t length) {
    if (file(fd)) note('T', file(fd), 0, length, NULL, 0);
    return REAL(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    if (file(fd)) note('T', file(fd), 0, length, NULL, 0);
    return REAL(ftruncate64)(fd, length);
}

#define FLUSH(name)                                                       \
    int name(int fd) {                                                    \
        if (!file(fd)) return REAL(name)(fd);                             \
        uint32_t flush = (uint32_t)getpid() << 16 ^ __atomic_add_fetch(&flushes, 1, __ATOMIC_SEQ_CST); \
        note('B', file(fd), flush, 0, NULL, 0);                           \
        int failed = REAL(name)(fd);                                      \
        if (!failed) note('E', file(fd), flush, 0, NULL, 0);              \
        return failed;                                                    \
    }
FLUSH(fsync)
FLUSH(fdatasync)

int unlink(const char *path) {
    if (kind(path)) note('U', kind(path), 0, 0, NULL, 0);
    return REAL(unlink)(path);
}
