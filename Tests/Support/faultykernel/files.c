/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that fail as they are told and else are the C library's. */
#define _GNU_SOURCE
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <termios.h>
#include <unistd.h>

MAY_FAIL(is_watched(descriptor), -1, int, fstat, (int descriptor, struct stat *status),
         (descriptor, status))
MAY_FAIL(is_watched(descriptor), -1, int, flock, (int descriptor, int operation),
         (descriptor, operation))
MAY_FAIL(is_watched(descriptor), -1, int, fsync, (int descriptor), (descriptor))
MAY_FAIL(is_watched(descriptor), -1, int, fdatasync, (int descriptor), (descriptor))
MAY_FAIL(is_watched(descriptor), -1, int, fallocate,
         (int descriptor, int mode, off_t offset, off_t size), (descriptor, mode, offset, size))
MAY_FAIL(is_watched(descriptor), -1, int, dup3, (int descriptor, int other, int flags),
         (descriptor, other, flags))
MAY_FAIL(is_watched(descriptor), -1, int, tcsetattr,
         (int descriptor, int when, const struct termios *settings), (descriptor, when, settings))
MAY_FAIL(is_watched(descriptor), -1, int, tcflush, (int descriptor, int queue), (descriptor, queue))
MAY_FAIL(is_watched(descriptor), MAP_FAILED, void *, mmap,
         (void *place, size_t size, int rights, int flags, int descriptor, off_t offset),
         (place, size, rights, flags, descriptor, offset))
MAY_FAIL(is_in_folder(path), -1, int, unlink, (const char *path), (path))
MAY_FAIL(is_in_folder(path), -1, int, statvfs, (const char *path, struct statvfs *found),
         (path, found))
MAY_FAIL(is_in_folder(from), -1, int, rename, (const char *from, const char *to), (from, to))

/* They have no descriptor yet, or never: they fail wherever they are. */
MAY_FAIL(1, -1, int, cfsetspeed, (struct termios *settings, speed_t speed), (settings, speed))
MAY_FAIL(1, -1, int, grantpt, (int descriptor), (descriptor))
MAY_FAIL(1, -1, int, unlockpt, (int descriptor), (descriptor))

int posix_openpt(int flags) {
    ENTER();
    JUDGE("posix_openpt", -1);
    int descriptor = NEXT(posix_openpt)(flags);
    set_kind(descriptor, KIND_QUIET);
    return descriptor;
}

/* musl's tells the error, and leaves errno as it was. */
int ptsname_r(int descriptor, char *name, size_t size) {
    ENTER();
    int before = errno;
    long answer = 0;
    if (judge("ptsname_r", &answer) == VERDICT_ERROR) {
        int code = errno;
        errno = before;
        return code;
    }
    return NEXT(ptsname_r)(descriptor, name, size);
}

/* The script's answer 1 is a file system that was made read-only. */
int fstatfs(int descriptor, struct statfs *found) {
    ENTER();
    long answer = 0;
    enum verdict verdict = VERDICT_NONE;
    if (is_watched(descriptor)) verdict = judge("fstatfs", &answer);
    if (verdict == VERDICT_ERROR) return -1;
    int result = ((__typeof__(fstatfs) *)next_call("fstatfs"))(descriptor, found);
    if (verdict == VERDICT_ANSWER && answer == 1) found->f_flags |= ST_RDONLY;
    return result;
}

/* glibc declares that these only write what they also read. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

/* Whether edges wait; the answer 0 is a chip that hung up. */
int poll(struct pollfd *wanted, nfds_t count, int milliseconds) {
    ENTER();
    long answer = 0;
    enum verdict verdict = VERDICT_NONE;
    if (count == 1 && kind_of(wanted->fd) == KIND_EVENT) verdict = judge("poll", &answer);
    if (verdict == VERDICT_ERROR) return -1;
    if (verdict == VERDICT_ANSWER) wanted->revents = POLLHUP | POLLERR;
    if (verdict == VERDICT_ANSWER) return 1;
    return ((__typeof__(poll) *)next_call("poll"))(wanted, count, milliseconds);
}

int ppoll(struct pollfd *wanted, nfds_t count, const struct timespec *limit, const sigset_t *mask) {
    ENTER();
    long answer = 0;
    if (is_watched(wanted->fd) && judge("ppoll", &answer) == VERDICT_ERROR) return -1;
    return ((__typeof__(ppoll) *)next_call("ppoll"))(wanted, count, limit, mask);
}

/* The script's answer, in its second call and later, is what the port did not take over: 1 the
 * speed, 2 the flow control. */
int tcgetattr(int descriptor, struct termios *settings) {
    ENTER();
    long answer = 0;
    enum verdict verdict = VERDICT_NONE;
    if (kind_of(descriptor) == KIND_TERMINAL) verdict = judge("tcgetattr", &answer);
    if (verdict == VERDICT_ERROR) return -1;
    int result = ((__typeof__(tcgetattr) *)next_call("tcgetattr"))(descriptor, settings);
    if (verdict == VERDICT_ANSWER && answer == 1) cfsetspeed(settings, B50);
    if (verdict == VERDICT_ANSWER && answer == 2) settings->c_cflag ^= CRTSCTS;
    return result;
}
