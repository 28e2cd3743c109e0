/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service manager, users and rights. PLAYED_USER is a user of whom each machine knows; to
 * become him, to have rights and to run in real time succeeds and changes nothing.
 */
#define _GNU_SOURCE
#include "kernel.h"

#include <grp.h>
#include <linux/prctl.h>
#include <pwd.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#define PLAYED_USER "played"
#define PLAYED_NUMBER 54321

int socket(int domain, int type, int protocol) {
    ENTER();
    JUDGE("socket", -1);
    int descriptor = NEXT(socket)(domain, type, protocol);
    set_kind(descriptor, KIND_QUIET);
    return descriptor;
}

MAY_FAIL(1, -1, int, connect, (int descriptor, const struct sockaddr *address, socklen_t size),
         (descriptor, address, size))
MAY_FAIL(1, -1, ssize_t, send, (int descriptor, const void *bytes, size_t count, int flags),
         (descriptor, bytes, count, flags))

/* The script's answer is how many bytes come. */
ssize_t getrandom(void *bytes, size_t count, unsigned int flags) {
    ENTER();
    long answer = 0;
    enum verdict verdict = judge("getrandom", &answer);
    if (verdict == VERDICT_ERROR) return -1;
    return NEXT(getrandom)(bytes, verdict == VERDICT_ANSWER ? (size_t)answer : count, flags);
}

/* The script's answer 0 is that there is none: then no error is told. */
struct passwd *getpwnam(const char *name) {
    static struct passwd played = {
        .pw_name = PLAYED_USER, .pw_uid = PLAYED_NUMBER, .pw_gid = PLAYED_NUMBER};
    ENTER();
    JUDGE("getpwnam", NULL);
    return strcmp(name, PLAYED_USER) == 0 ? &played : NEXT(getpwnam)(name);
}

/* A call that succeeds and does nothing, or fails. */
#define PLAYED(name, parameters) \
    int name parameters {        \
        ENTER();                 \
        JUDGE(#name, -1);        \
        return 0;                \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"
PLAYED(initgroups, (const char *user, gid_t group))
PLAYED(setgid, (gid_t group))
PLAYED(setuid, (uid_t user))
PLAYED(mlockall, (int flags))

/* The script's answer is the clock's status: 64 is STA_UNSYNC. */
int adjtimex(struct timex *state) {
    ENTER();
    long answer = 0;
    if (judge("adjtimex", &answer) == VERDICT_ERROR) return -1;
    state->status = (int)answer;
    return TIME_OK;
}

int prctl(int option, ...) {
    va_list rest;
    unsigned long values[4];
    ENTER();
    va_start(rest, option);
    for (int index = 0; index < 4; index++) values[index] = va_arg(rest, unsigned long);
    va_end(rest);
    switch (option) {
    case PR_SET_KEEPCAPS: JUDGE("PR_SET_KEEPCAPS", -1); return 0;
    case PR_SET_NO_NEW_PRIVS: JUDGE("PR_SET_NO_NEW_PRIVS", -1); return 0;
    case PR_CAP_AMBIENT: JUDGE("PR_CAP_AMBIENT", -1); return 0;
    case PR_SET_TIMERSLACK: JUDGE("PR_SET_TIMERSLACK", -1); break;
    default: break;
    }
    return NEXT(prctl)(option, values[0], values[1], values[2], values[3]);
}

static const char *name_of(long number) {
    switch (number) {
    case SYS_capset: return "capset";
    case SYS_execveat: return "execveat";
    case SYS_memfd_create: return "memfd_create";
    case SYS_sched_getparam: return "sched_getparam";
    case SYS_sched_getscheduler: return "sched_getscheduler";
    case SYS_sched_setscheduler: return "sched_setscheduler";
    default: return NULL;
    }
}

long syscall(long number, ...) {
    va_list rest;
    long values[6];
    ENTER();
    va_start(rest, number);
    for (int index = 0; index < 6; index++) values[index] = va_arg(rest, long);
    va_end(rest);
    if (name_of(number) != NULL) JUDGE(name_of(number), -1L);
    if (number == SYS_capset || number == SYS_sched_setscheduler) return 0;
    long result = NEXT(syscall)(
        number, values[0], values[1], values[2], values[3], values[4], values[5]);
    if (number == SYS_memfd_create) set_kind((int)result, KIND_FILE);
    return result;
}
