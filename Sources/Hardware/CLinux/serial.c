/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Ports that are open, 1 more than their descriptors, for who ends without closing them; those
   beyond are none of the meter's. */
enum { PORTS_MAX = 4 };
static volatile int opened[PORTS_MAX];

static speed_t speed_of(uint32_t baud) {
    switch (baud) {
    case 300: return B300;
    case 600: return B600;
    case 1200: return B1200;
    case 2400: return B2400;
    case 4800: return B4800;
    case 9600: return B9600;
    case 19200: return B19200;
    case 38400: return B38400;
    case 57600: return B57600;
    case 115200: return B115200;
    case 230400: return B230400;
    default: return B0;
    }
}

static int configure(int descriptor, speed_t speed, int flow_control) {
    struct termios wanted, got;
    if (ioctl(descriptor, TIOCEXCL) < 0) return -errno;
    if (tcgetattr(descriptor, &wanted) < 0) return -errno;
    cfmakeraw(&wanted);
    wanted.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
    wanted.c_cflag |= CLOCAL | CREAD | (flow_control ? CRTSCTS : 0);
    /* With VMIN 1 "nothing yet" is EAGAIN and 0 bytes is a hang-up. */
    wanted.c_cc[VMIN] = 1;
    wanted.c_cc[VTIME] = 0;
    if (cfsetspeed(&wanted, speed) < 0) return -errno;
    if (tcsetattr(descriptor, TCSANOW, &wanted) < 0) return -errno;
    /* tcsetattr succeeds when it could carry out anything at all. */
    if (tcgetattr(descriptor, &got) < 0) return -errno;
    if (cfgetospeed(&got) != speed) return -EOPNOTSUPP;
    if ((got.c_cflag & CRTSCTS) != (wanted.c_cflag & CRTSCTS)) return -EOPNOTSUPP;
    return tcflush(descriptor, TCIOFLUSH) < 0 ? -errno : 0;
}

static void keep(int descriptor) {
    for (int index = 0; index < PORTS_MAX; index++) {
        if (opened[index] != 0) continue;
        opened[index] = descriptor + 1;
        return;
    }
}

int clinux_serial_open(const char *path, uint32_t baud, int flow_control) {
    speed_t speed = speed_of(baud);
    if (speed == B0) return -EINVAL;
    int descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    int result = configure(descriptor, speed, flow_control);
    if (result == 0) {
        keep(descriptor);
        return descriptor;
    }
    close(descriptor);
    return result;
}

/* The kernel's close waits up to 30 s for bytes that CTS holds back [serial_core.c, closing_wait]:
   they are given up, so that a module without a supply holds up no stop. */
static void give_up(int descriptor) {
    (void)tcflush(descriptor, TCOFLUSH);
}

int clinux_serial_close(int descriptor) {
    give_up(descriptor);
    for (int index = 0; index < PORTS_MAX; index++) {
        if (opened[index] == descriptor + 1) opened[index] = 0;
    }
    return clinux_close(descriptor);
}

void clinux_serial_give_up(void) {
    for (int index = 0; index < PORTS_MAX; index++) {
        if (opened[index] > 0) give_up(opened[index] - 1);
    }
}

int clinux_serial_set_speed(int descriptor, uint32_t baud) {
    struct termios wanted, got;
    speed_t speed = speed_of(baud);
    if (speed == B0) return -EINVAL;
    if (tcgetattr(descriptor, &wanted) < 0) return -errno;
    if (cfsetspeed(&wanted, speed) < 0) return -errno;
    if (tcsetattr(descriptor, TCSADRAIN, &wanted) < 0) return -errno;
    if (tcgetattr(descriptor, &got) < 0) return -errno;
    return cfgetospeed(&got) == speed ? 0 : -EOPNOTSUPP;
}

static int would_wait(int code) {
    return code == EAGAIN || code == EWOULDBLOCK || code == EINTR;
}

long clinux_serial_write(int descriptor, const uint8_t *bytes, size_t count) {
    ssize_t written = write(descriptor, bytes, count);
    if (written >= 0) return written;
    return would_wait(errno) ? 0 : -errno;
}

long clinux_serial_read(int descriptor, uint8_t *bytes, size_t count) {
    if (count == 0) return 0;
    ssize_t taken = read(descriptor, bytes, count);
    if (taken > 0) return taken;
    if (taken == 0) return -EIO;
    return would_wait(errno) ? 0 : -errno;
}

int clinux_pty_open(char *name, size_t name_size) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master < 0) return -errno;
    /* ptsname_r returns the error's number, and musl's leaves errno as it was. */
    int failure = grantpt(master) < 0 || unlockpt(master) < 0
                      ? errno
                      : ptsname_r(master, name, name_size);
    if (failure == 0) return master;
    close(master);
    return -failure;
}
