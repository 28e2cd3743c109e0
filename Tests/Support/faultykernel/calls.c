/* SPDX-License-Identifier: Apache-2.0 */
/* The calls that are played or may fail, in the place of the C library's. */
#define _GNU_SOURCE
#include "kernel.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/watchdog.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#define DESCRIPTORS_MAX 256
#define WATCHDOG "/dev/watchdog"
#define UART "/dev/ttyAMA"
#define CHIP "/dev/gpiochip"
#define CHIP_NODE "/sys/bus/gpio/devices/gpiochip"
#define CHIP_MAJOR 254
#define CHIP_SUBSYSTEM "/sys/dev/char/254:0/subsystem"

static enum kind kinds[DESCRIPTORS_MAX];
static int chips;

enum kind kind_of(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS_MAX ? kinds[descriptor] : KIND_OTHER;
}

int is_watched(int descriptor) {
    return kind_of(descriptor) > KIND_QUIET;
}

void set_kind(int descriptor, enum kind kind) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS_MAX) return;
    chips += (kind == KIND_CHIP) - (kinds[descriptor] == KIND_CHIP);
    kinds[descriptor] = kind;
}

int is_chip_open(void) {
    return chips > 0;
}

void *next_call(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

int begins(const char *path, const char *with) {
    return with != NULL && strncmp(path, with, strlen(with)) == 0;
}

int is_in_folder(const char *path) {
    return begins(path, getenv("FAULTY_FOLDER"));
}

static enum kind kind_of_path(const char *path) {
    if (begins(path, "/dev/i2c-")) return KIND_I2C;
    if (begins(path, CHIP)) return KIND_CHIP;
    if (begins(path, "/dev/pts/") || begins(path, UART)) return KIND_TERMINAL;
    if (begins(path, WATCHDOG)) return KIND_WATCHDOG;
    if (is_in_folder(path) || begins(path, "/proc/self/fd/")) return KIND_FILE;
    return KIND_OTHER;
}

/* libgpiod 1 compares the device with what sysfs says of it. */
static int chip_node(void) {
    int descriptor = memfd_create("dev", MFD_CLOEXEC);
    (void)!NEXT(pwrite)(descriptor, "254:0\n", 6, 0);
    return descriptor;
}

/* A UART is a pseudo-terminal with a far end that says nothing. */
static int open_uart(int flags) {
    char name[64];
    int far = NEXT(posix_openpt)(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (far < 0 || NEXT(unlockpt)(far) < 0) return -1;
    return NEXT(ptsname_r)(far, name, sizeof name) == 0 ? NEXT(open)(name, flags) : -1;
}

/* Chips are played behind a file that takes all and gives nothing; what a watchdog is told is in
 * the folder of the case. */
static int open_played(enum kind kind) {
    char path[PATH_MAX];
    if (kind != KIND_WATCHDOG) return NEXT(open)("/dev/null", O_RDWR | O_CLOEXEC);
    snprintf(path, sizeof path, "%s/watchdog", getenv("FAULTY_FOLDER"));
    return NEXT(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

int open(const char *path, int flags, ...) {
    ENTER();
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    if (begins(path, CHIP_NODE)) return chip_node();
    enum kind kind = kind_of_path(path);
    if (kind == KIND_OTHER) return NEXT(open)(path, flags, mode);
    JUDGE("open", -1);
    int is_played = kind == KIND_I2C || kind == KIND_CHIP || kind == KIND_WATCHDOG;
    int descriptor = is_played            ? open_played(kind)
                     : begins(path, UART) ? open_uart(flags)
                                          : NEXT(open)(path, flags, mode);
    set_kind(descriptor, kind);
    return descriptor;
}

/* The descriptor is gone, whatever the call says [close(2)]. */
int close(int descriptor) {
    ENTER();
    enum kind kind = kind_of(descriptor);
    if (kind == KIND_LINE || kind == KIND_EVENT) line_closed(descriptor);
    set_kind(descriptor, KIND_OTHER);
    int result = NEXT(close)(descriptor);
    if (kind != KIND_OTHER) JUDGE("close", -1);
    return result;
}

/* libgpiod 2 asks sysfs whether the device is a chip. */
char *realpath(const char *path, char *found) {
    if (!begins(path, CHIP_SUBSYSTEM)) return NEXT(realpath)(path, found);
    JUDGE("realpath", NULL);
    return strdup("/sys/bus/gpio");
}

int access(const char *path, int mode) {
    ENTER();
    if (is_in_folder(path)) JUDGE("access", -1);
    return begins(path, CHIP_NODE) || begins(path, CHIP) ? 0 : NEXT(access)(path, mode);
}

static int chip_status(struct stat *status) {
    *status = (struct stat){.st_mode = S_IFCHR | 0600, .st_rdev = makedev(CHIP_MAJOR, 0)};
    return 0;
}

int lstat(const char *path, struct stat *status) {
    return begins(path, CHIP) ? chip_status(status) : NEXT(lstat)(path, status);
}

int stat(const char *path, struct stat *status) {
    return begins(path, CHIP) ? chip_status(status) : NEXT(stat)(path, status);
}

int ioctl(int descriptor, unsigned long request, ...) {
    ENTER();
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    /* The kernel takes 32 bits of it, and libgpiod 2 hands some over with a sign before them. */
    request = (unsigned int)request;
    switch (kind_of(descriptor)) {
    case KIND_I2C: return i2c_ioctl(request, argument);
    case KIND_CHIP: return chip_ioctl(request, argument);
    case KIND_LINE:
    case KIND_EVENT: return line_ioctl(descriptor, request, argument);
    case KIND_WATCHDOG:
        if (request == WDIOC_SETTIMEOUT) JUDGE("WDIOC_SETTIMEOUT", -1);
        return 0;
    case KIND_TERMINAL:
        if (request == TIOCEXCL) JUDGE("TIOCEXCL", -1);
        break;
    default: break;
    }
    return NEXT(ioctl)(descriptor, request, argument);
}

/* How many bytes the call may take; -1 where it is to fail. */
static ssize_t share(const char *call, int descriptor, size_t count) {
    if (!is_watched(descriptor)) return (ssize_t)count;
    long answer = 0;
    switch (judge(call, &answer)) {
    case VERDICT_ERROR: return -1;
    case VERDICT_ANSWER: return answer;
    default: return (ssize_t)count;
    }
}

ssize_t read(int descriptor, void *bytes, size_t count) {
    ENTER();
    ssize_t taken = share("read", descriptor, count);
    return taken <= 0 ? taken : NEXT(read)(descriptor, bytes, (size_t)taken);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    ENTER();
    int is_watchdog = kind_of(descriptor) == KIND_WATCHDOG;
    ssize_t taken = share(is_watchdog ? "feed" : "write", descriptor, count);
    return taken <= 0 ? taken : NEXT(write)(descriptor, bytes, (size_t)taken);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    ENTER();
    ssize_t taken = share("pread", descriptor, count);
    return taken <= 0 ? taken : NEXT(pread)(descriptor, bytes, (size_t)taken, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    ENTER();
    ssize_t taken = share("pwrite", descriptor, count);
    return taken <= 0 ? taken : NEXT(pwrite)(descriptor, bytes, (size_t)taken, offset);
}
