/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/watchdog.h>
#include <pwd.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <unistd.h>

/* [sd_notify(3)] A path, or with '@' a name in the abstract namespace. */
int clinux_notify_open(void) {
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (name == NULL) return -ENOTCONN;
    size_t length = strlen(name);
    if ((name[0] != '/' && name[0] != '@') || length < 2 || length >= sizeof address.sun_path) {
        return -EINVAL;
    }
    memcpy(address.sun_path, name, length);
    if (name[0] == '@') address.sun_path[0] = '\0';
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (connect(descriptor, (struct sockaddr *)&address, size) == 0) return descriptor;
    int result = -errno;
    close(descriptor);
    return result;
}

int clinux_notify(int descriptor, const char *text) {
    return send(descriptor, text, strlen(text), MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* The whole text as a decimal number; 0 where it is none. */
static uint64_t number(const char *text) {
    if (text == NULL || *text < '0' || *text > '9') return 0;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    return *end == '\0' && errno == 0 ? value : 0;
}

/* [sd_watchdog_enabled(3)] It may be meant for another process than this. */
uint64_t clinux_service_watchdog_microseconds(void) {
    const char *process = getenv("WATCHDOG_PID");
    if (process != NULL && number(process) != (uint64_t)getpid()) return 0;
    return number(getenv("WATCHDOG_USEC"));
}

/* [systemd.exec(5), JOURNAL_STREAM] */
int clinux_is_journal(int descriptor) {
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat status;
    if (stream == NULL || fstat(descriptor, &status) < 0) return 0;
    char own[48];
    snprintf(own, sizeof own, "%llu:%llu", (unsigned long long)status.st_dev,
             (unsigned long long)status.st_ino);
    return strcmp(own, stream) == 0;
}

/* [Documentation/watchdog/watchdog-api.rst] Some devices know one time only: it stays then. */
int clinux_watchdog_open(const char *path, int seconds) {
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    if (ioctl(descriptor, WDIOC_SETTIMEOUT, &seconds) == 0 || errno == EOPNOTSUPP) {
        return descriptor;
    }
    int result = -errno;
    /* Opened, it runs: it must be told to end. */
    (void)clinux_write_all(descriptor, "V", 1);
    close(descriptor);
    return result;
}

int clinux_watchdog_feed(int descriptor) {
    return clinux_write_all(descriptor, "\0", 1);
}

int clinux_watchdog_close(int descriptor) {
    int result = clinux_write_all(descriptor, "V", 1);
    close(descriptor);
    return result;
}

/* Keeps these rights and no other, once this process is somebody's who has none; the firmware that
 * it may become has them too [capabilities(7), ambient]. */
static int keep_rights(void) {
    const uint32_t kept = 1u << CAP_SYS_NICE | 1u << CAP_IPC_LOCK;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct rights[2] = {
        {.effective = kept, .permitted = kept, .inheritable = kept}, {0}};
    if (syscall(SYS_capset, &header, rights) < 0) return -errno;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_NICE, 0, 0) < 0
        || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_IPC_LOCK, 0, 0) < 0) {
        return -errno;
    }
    return 0;
}

int clinux_become(const char *user) {
    errno = 0;
    const struct passwd *entry = getpwnam(user);
    if (entry == NULL) return errno == 0 ? -ENOENT : -errno;
    if (geteuid() == entry->pw_uid) return 0;
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0) return -errno;
    if (initgroups(user, entry->pw_gid) < 0 || setgid(entry->pw_gid) < 0
        || setuid(entry->pw_uid) < 0) {
        return -errno;
    }
    int result = keep_rights();
    if (result < 0) return result;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

/* musl's own functions for it answer ENOSYS: the kernel is asked itself. */
int clinux_may_run_real_time(int fifo_priority) {
    struct sched_param before, wanted = {.sched_priority = fifo_priority};
    long policy = syscall(SYS_sched_getscheduler, 0);
    if (policy < 0 || syscall(SYS_sched_getparam, 0, &before) < 0) return -errno;
    if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &wanted) < 0) return -errno;
    return syscall(SYS_sched_setscheduler, 0, policy, &before) < 0 ? -errno : 0;
}

int clinux_is_clock_synchronised(void) {
    struct timex state = {.modes = 0};
    return adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

/* The folder of a path: where the file is to be made. */
int64_t clinux_room_beside(const char *path) {
    char folder[4096];
    size_t length = strlen(path);
    if (length >= sizeof folder) return -ENAMETOOLONG;
    memcpy(folder, path, length + 1);
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        strcpy(folder, ".");
    } else {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    if (access(folder, W_OK | X_OK) < 0) return -errno;
    struct statvfs status;
    if (statvfs(folder, &status) < 0) return -errno;
    return (int64_t)status.f_bavail * (int64_t)status.f_frsize;
}

int clinux_is_there(const char *path) {
    return access(path, F_OK) == 0;
}

int clinux_may_write(const char *path) {
    return access(path, W_OK) == 0;
}
