/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that fail as they are told and else are the C library's. */
#define _GNU_SOURCE
#include "kernel.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <termios.h>
#include <unistd.h>

/* A call on a descriptor: 0, or -1 as the script says. */
#define MAY_FAIL(result, name, parameters, arguments)                                      \
    result name parameters {                                                               \
        long answer = 0;                                                                   \
        if (kind_of(descriptor) != KIND_OTHER && judge(#name, &answer) == VERDICT_ERROR) { \
            return -1;                                                                     \
        }                                                                                  \
        return ((__typeof__(name) *)next_call(#name)) arguments;                           \
    }

MAY_FAIL(int, fstat, (int descriptor, struct stat *status), (descriptor, status))
MAY_FAIL(int, flock, (int descriptor, int operation), (descriptor, operation))
MAY_FAIL(int, fsync, (int descriptor), (descriptor))
MAY_FAIL(int, fdatasync, (int descriptor), (descriptor))
MAY_FAIL(int, fallocate, (int descriptor, int mode, off_t offset, off_t size),
         (descriptor, mode, offset, size))
MAY_FAIL(int, dup3, (int descriptor, int other, int flags), (descriptor, other, flags))
MAY_FAIL(int, tcsetattr, (int descriptor, int when, const struct termios *settings),
         (descriptor, when, settings))
MAY_FAIL(int, tcflush, (int descriptor, int queue), (descriptor, queue))

/* The script's answer 1 is a file system that was made read-only. */
int fstatfs(int descriptor, struct statfs *found) {
    long answer = 0;
    enum verdict verdict = VERDICT_NONE;
    if (kind_of(descriptor) != KIND_OTHER) verdict = judge("fstatfs", &answer);
    if (verdict == VERDICT_ERROR) return -1;
    int result = ((__typeof__(fstatfs) *)next_call("fstatfs"))(descriptor, found);
    if (verdict == VERDICT_ANSWER && answer == 1) found->f_flags |= ST_RDONLY;
    return result;
}

/* glibc declares that these only write what they also read. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

/* Whether edges wait; the answer 0 is a chip that hung up. */
int poll(struct pollfd *wanted, nfds_t count, int milliseconds) {
    long answer = 0;
    enum verdict verdict = VERDICT_NONE;
    if (count == 1 && kind_of(wanted->fd) == KIND_EVENT) verdict = judge("poll", &answer);
    if (verdict == VERDICT_ERROR) return -1;
    if (verdict == VERDICT_ANSWER) wanted->revents = POLLHUP | POLLERR;
    if (verdict == VERDICT_ANSWER) return 1;
    return ((__typeof__(poll) *)next_call("poll"))(wanted, count, milliseconds);
}

int ppoll(struct pollfd *wanted, nfds_t count, const struct timespec *limit, const sigset_t *mask) {
    long answer = 0;
    if (kind_of(wanted->fd) == KIND_EVENT && judge("ppoll", &answer) == VERDICT_ERROR) return -1;
    return ((__typeof__(ppoll) *)next_call("ppoll"))(wanted, count, limit, mask);
}

/* The script's answer, in its second call and later, is what the port did not take over: 1 the
 * speed, 2 the flow control. */
int tcgetattr(int descriptor, struct termios *settings) {
    long answer = 0;
    enum verdict verdict = VERDICT_NONE;
    if (kind_of(descriptor) == KIND_TERMINAL) verdict = judge("tcgetattr", &answer);
    if (verdict == VERDICT_ERROR) return -1;
    int result = ((__typeof__(tcgetattr) *)next_call("tcgetattr"))(descriptor, settings);
    if (verdict == VERDICT_ANSWER && answer == 1) cfsetspeed(settings, B50);
    if (verdict == VERDICT_ANSWER && answer == 2) settings->c_cflag ^= CRTSCTS;
    return result;
}

int rename(const char *from, const char *to) {
    const char *folder = getenv("FAULTY_FOLDER");
    long answer = 0;
    if (folder != NULL && strncmp(from, folder, strlen(folder)) == 0
        && judge("rename", &answer) == VERDICT_ERROR) {
        return -1;
    }
    return ((__typeof__(rename) *)next_call("rename"))(from, to);
}

/* Calls that fail as they are told wherever they are: they have no descriptor yet, or never. */
int cfsetspeed(struct termios *settings, speed_t speed) {
    long answer = 0;
    if (judge("cfsetspeed", &answer) == VERDICT_ERROR) return -1;
    return ((__typeof__(cfsetspeed) *)next_call("cfsetspeed"))(settings, speed);
}

int posix_openpt(int flags) {
    long answer = 0;
    if (judge("posix_openpt", &answer) == VERDICT_ERROR) return -1;
    return ((__typeof__(posix_openpt) *)next_call("posix_openpt"))(flags);
}

int unlockpt(int descriptor) {
    long answer = 0;
    if (judge("unlockpt", &answer) == VERDICT_ERROR) return -1;
    return ((__typeof__(unlockpt) *)next_call("unlockpt"))(descriptor);
}
