/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

static int argument_count;
static char **arguments;

#if defined(__GLIBC__)

/* glibc hands a constructor what it hands main. */
__attribute__((constructor)) static void take_arguments(int count, char **values) {
    argument_count = count;
    arguments = values;
}

#else

/*
 * musl hands a constructor nothing. The firmware is linked with --wrap=__libc_start_main, so that
 * this runs in the place of musl's first function, and then that.
 * [musl src/env/__libc_start_main.c]
 */
typedef int main_function(int count, char **values, char **environment);
typedef void unused_function(void);

int __real___libc_start_main(
    main_function *run, int count, char **values, unused_function *init, unused_function *fini,
    unused_function *loader);

int __wrap___libc_start_main(
    main_function *run, int count, char **values, unused_function *init, unused_function *fini,
    unused_function *loader) {
    argument_count = count;
    arguments = values;
    return __real___libc_start_main(run, count, values, init, fini, loader);
}

#endif

int clinux_argument_count(void) {
    return argument_count;
}

const char *clinux_argument(int index) {
    return index >= 0 && index < argument_count ? arguments[index] : "";
}

int clinux_write_all(int descriptor, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t written = write(descriptor, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -errno;
        /* What takes nothing and says nothing would be asked without end. */
        if (written == 0) return -EIO;
        next += written;
        count -= (size_t)written;
    }
    return 0;
}

int clinux_create_file(const char *path) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return descriptor < 0 ? -errno : descriptor;
}

/* A file in memory [memfd_create(2)]: what is started is what was checked. */
int clinux_memory_file(void) {
    int descriptor = (int)syscall(SYS_memfd_create, "meterd", MFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

/* This process becomes that program, with two arguments more. Returns only where it fails. */
int clinux_start_program(int descriptor, const char *option, const char *value) {
    extern char **environ;
    const char **all = calloc((size_t)argument_count + 3, sizeof *all);
    if (all == NULL) return -ENOMEM;
    for (int index = 0; index < argument_count; index += 1) all[index] = arguments[index];
    all[argument_count] = option;
    all[argument_count + 1] = value;
    syscall(SYS_execveat, descriptor, "", all, environ, AT_EMPTY_PATH);
    int result = -errno;
    free(all);
    return result;
}

static int map_descriptor(int descriptor, const uint8_t **bytes, size_t *count) {
    struct stat status;
    if (fstat(descriptor, &status) < 0) return -errno;
    if (!S_ISREG(status.st_mode)) return -EISDIR;
    static const uint8_t nothing[1];
    *bytes = nothing;
    *count = (size_t)status.st_size;
    if (status.st_size == 0) return 0;
    void *mapped = mmap(NULL, *count, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapped == MAP_FAILED) return -errno;
    *bytes = mapped;
    return 0;
}

int clinux_map_file(const char *path, const uint8_t **bytes, size_t *count) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return -errno;
    int result = map_descriptor(descriptor, bytes, count);
    close(descriptor);
    return result;
}

void clinux_unmap_file(const uint8_t *bytes, size_t count) {
    if (count > 0) munmap((void *)(uintptr_t)bytes, count);
}

void clinux_exit(int code) {
    clinux_serial_give_up();
    exit(code);
}

static volatile sig_atomic_t stop_asked;
static long leave_microseconds;
static int late_code;

/* Of what hangs nothing is waited for any more. */
static void leave(int signal) {
    (void)signal;
    /* tcflush may be called by a handler [POSIX.1-2017, 2.4.3]. */
    clinux_serial_give_up();
    _exit(late_code);
}

/* setitimer(2) is a call of the kernel and nothing else, in glibc and in musl. */
static void ask_to_stop(int signal) {
    (void)signal;
    if (stop_asked) return;
    stop_asked = 1;
    struct itimerval limit = {
        .it_value = {leave_microseconds / 1000000, leave_microseconds % 1000000}};
    setitimer(ITIMER_REAL, &limit, NULL);
}

void clinux_catch_stop(long microseconds, int code) {
    leave_microseconds = microseconds;
    late_code = code;
    struct sigaction late = {.sa_handler = leave};
    sigemptyset(&late.sa_mask);
    sigaction(SIGALRM, &late, NULL);
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    /* A parent that starts us from a thread which blocks signals passes the block on. */
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    sigaddset(&stopping, SIGHUP);
    sigaddset(&stopping, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &stopping, NULL);
}

int clinux_stop_asked(void) {
    return stop_asked;
}

int clinux_close(int descriptor) {
    return close(descriptor) < 0 ? -errno : 0;
}

int clinux_random(uint8_t *bytes, size_t count) {
    size_t taken = 0;
    while (taken < count) {
        ssize_t result = getrandom(bytes + taken, count - taken, 0);
        if (result < 0 && errno == EINTR) continue;
        if (result < 0) return -errno;
        if (result == 0) return -EIO;
        taken += (size_t)result;
    }
    return 0;
}
