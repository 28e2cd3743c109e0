/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Of the file at this path, of which the folder's is left. */
static int sync_directory_of(char *path) {
    char *slash = strrchr(path, '/');
    if (slash == NULL) {
        strcpy(path, ".");
    } else {
        slash[slash == path ? 1 : 0] = '\0';
    }
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    int result = fsync(descriptor) < 0 ? -errno : 0;
    close(descriptor);
    return result;
}

static int copy_all(int from, int to) {
    char bytes[4096];
    for (;;) {
        ssize_t count = read(from, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -errno;
        if (count == 0) return 0;
        int result = clinux_write_all(to, bytes, (size_t)count);
        if (result < 0) return result;
    }
}

/* Some file systems have no call for it: there zeros are written. */
static int allocate(int descriptor, int64_t size) {
    if (fallocate(descriptor, 0, 0, size) == 0) return 0;
    if (errno != EOPNOTSUPP) return -errno;
    const uint8_t zeros[4096] = {0};
    for (int64_t offset = 0; offset < size; offset += (int64_t)sizeof zeros) {
        int64_t left = size - offset;
        size_t count = left < (int64_t)sizeof zeros ? (size_t)left : sizeof zeros;
        int result = clinux_store_write(descriptor, offset, zeros, count);
        if (result < 0) return result;
    }
    return 0;
}

/* Fills a new file: what the old one held, then zeros to the whole size; all of it on the disk. */
static int fill(int descriptor, const char *old_path, int64_t size) {
    int result = allocate(descriptor, size);
    if (result < 0) return result;
    int old = open(old_path, O_RDONLY | O_CLOEXEC);
    if (old >= 0) {
        result = copy_all(old, descriptor);
        close(old);
    } else if (errno != ENOENT) {
        result = -errno;
    }
    if (result == 0 && fsync(descriptor) < 0) result = -errno;
    return result;
}

/* A cut of power leaves the old file or the whole new one. */
static int create(const char *path, int64_t size) {
    char fresh[PATH_MAX];
    int length = snprintf(fresh, sizeof fresh, "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof fresh) return -ENAMETOOLONG;
    int descriptor = open(fresh, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return -errno;
    int result = fill(descriptor, path, size);
    close(descriptor);
    if (result == 0 && rename(fresh, path) < 0) result = -errno;
    if (result < 0) {
        unlink(fresh);
        return result;
    }
    return sync_directory_of(fresh);
}

static int open_existing(const char *path, int64_t *size) {
    int descriptor = open(path, O_RDWR | O_CLOEXEC);
    /* What is on a disk that may not be written is read all the same; writing is tried later. */
    if (descriptor < 0 && errno == EROFS) descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    struct stat status;
    int result = fstat(descriptor, &status) < 0 ? -errno : 0;
    if (result == 0 && !S_ISREG(status.st_mode)) result = -EISDIR;
    /* Two processes must not keep one set of registers. */
    if (result == 0 && flock(descriptor, LOCK_EX | LOCK_NB) < 0) result = -errno;
    if (result == 0) {
        *size = status.st_size;
        return descriptor;
    }
    close(descriptor);
    return result == -EWOULDBLOCK ? -EBUSY : result;
}

int clinux_store_open_read(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    return descriptor < 0 ? -errno : descriptor;
}

int clinux_store_open(const char *path, int64_t size) {
    int64_t found = 0;
    int descriptor = open_existing(path, &found);
    if (descriptor >= 0 && found == size) return descriptor;
    if (descriptor >= 0) {
        close(descriptor);
        if (found > size) return -EFBIG;
    } else if (descriptor != -ENOENT) {
        return descriptor;
    }
    int result = create(path, size);
    return result < 0 ? result : open_existing(path, &found);
}

int clinux_store_read(int descriptor, int64_t offset, uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t taken = pread(descriptor, bytes, count, offset);
        if (taken < 0 && errno == EINTR) continue;
        if (taken < 0) return -errno;
        if (taken == 0) return -EIO;
        bytes += taken;
        offset += taken;
        count -= (size_t)taken;
    }
    return 0;
}

/* A call that takes a part of the bytes may have met the end of the disk: the next one says why.
 * Where it takes a part again and says nothing, nobody knows why. */
int clinux_store_write_by(
    clinux_write_at write_at, int descriptor, int64_t offset, const uint8_t *bytes, size_t count) {
    int short_writes = 0;
    while (count > 0) {
        ssize_t written = write_at(descriptor, bytes, count, offset);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -errno;
        if ((size_t)written >= count) return 0;
        if (++short_writes > CLINUX_SHORT_WRITES_MAX) return -CLINUX_SHORT_WRITE;
        bytes += written;
        offset += written;
        count -= (size_t)written;
    }
    return 0;
}

static ssize_t write_at_offset(int descriptor, const void *bytes, size_t count, int64_t offset) {
    return pwrite(descriptor, bytes, count, offset);
}

/* Opens the file behind a descriptor anew, to be written; the descriptor stays the same. */
static int open_for_writing(int descriptor) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    int writable = open(path, O_RDWR | O_CLOEXEC);
    if (writable < 0) return -errno;
    /* The lock goes with the old one, and is taken again with the new one. */
    int result = dup3(writable, descriptor, O_CLOEXEC) < 0 ? -errno : 0;
    close(writable);
    if (result == 0 && flock(descriptor, LOCK_EX | LOCK_NB) < 0) result = -errno;
    return result == -EWOULDBLOCK ? -EBUSY : result;
}

/* A file that was opened when its disk could not be written may be writable by now. */
int clinux_store_write(int descriptor, int64_t offset, const uint8_t *bytes, size_t count) {
    int result = clinux_store_write_by(write_at_offset, descriptor, offset, bytes, count);
    if (result != -EBADF) return result;
    result = open_for_writing(descriptor);
    if (result < 0) return result;
    return clinux_store_write_by(write_at_offset, descriptor, offset, bytes, count);
}

/* On a file system that was made read-only under an open file ext4 takes what is written, syncs
 * nothing and says that it did [Linux fs/ext4/fsync.c, ext4_sync_file]. */
int clinux_store_sync(int descriptor) {
    struct statfs found;
    if (fdatasync(descriptor) < 0 || fstatfs(descriptor, &found) < 0) return -errno;
    return (found.f_flags & ST_RDONLY) != 0 ? -EROFS : 0;
}
