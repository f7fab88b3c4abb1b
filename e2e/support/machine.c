/* Preloaded (LD_PRELOAD), it makes a program's machine fail: its clock is moved, its disk is full or read-only. What is
 * wrong stands in the file MACHINE, which is mapped, so that it can change while the program runs.
 *
 * A full disk takes a part of what is written to a file and then no more, as real ones do. A clock is what tells the date;
 * what measures how long something takes is left as it is. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct machine {
    int64_t clock_ahead_s;
    int32_t disk; /* 0, ENOSPC or EROFS */
};

static const struct machine sound;
static const volatile struct machine *machine = &sound;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("MACHINE");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) abort();
    machine = mmap(NULL, sizeof *machine, PROT_READ, MAP_SHARED, fd, 0);
    if (machine == MAP_FAILED) abort();
    close(fd);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += machine->clock_ahead_s;
    return result;
}

/* Sockets, pipes and terminals are no disk. */
static int fails(int fd) {
    struct stat status;
    if (!machine->disk || fstat(fd, &status) || !S_ISREG(status.st_mode)) return 0;
    errno = machine->disk;
    return 1;
}

#define WRITE(name, offset, ...)                                              \
    ssize_t name(int fd, const void *bytes, size_t length, ##__VA_ARGS__) {   \
        if (fails(fd)) {                                                      \
            if (errno != ENOSPC || length < 2048) return -1;                  \
            length /= 2;                                                      \
        }                                                                     \
        return REAL(name) offset;                                             \
    }
WRITE(write, (fd, bytes, length))
WRITE(pwrite, (fd, bytes, length, at), off_t at)
WRITE(pwrite64, (fd, bytes, length, at), off64_t at)

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return fails(fd) ? -1 : REAL(writev)(fd, parts, count);
}

static int grows(int fd, off64_t length) {
    struct stat status;
    return fails(fd) && (errno != ENOSPC || (fstat(fd, &status) == 0 && length > status.st_size));
}

int ftruncate(int fd, off_t length) {
    return grows(fd, length) ? -1 : REAL(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    return grows(fd, length) ? -1 : REAL(ftruncate64)(fd, length);
}

/* A disk that is read-only takes no new files, and is not opened for writing either. */
static int refuses(int flags) {
    if (machine->disk != EROFS || (flags & O_ACCMODE) == O_RDONLY) return 0;
    errno = EROFS;
    return 1;
}

#define OPEN(name)                                                            \
    int name(const char *path, int flags, ...) {                              \
        va_list more;                                                         \
        va_start(more, flags);                                                \
        mode_t mode = va_arg(more, mode_t);                                   \
        va_end(more);                                                         \
        return refuses(flags) ? -1 : REAL(name)(path, flags, mode);           \
    }
OPEN(open)
OPEN(open64)
