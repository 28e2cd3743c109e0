/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <i2c/smbus.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The most bytes i2c-dev takes in one message [Linux drivers/i2c/i2c-dev.c]. */
#define MESSAGE_BYTES_MAX 8192
/* A signal may end a transfer before it began: so often it is begun again. All messages of this
 * meter mean the same the second time. */
#define INTERRUPTIONS_MAX 3
/* How long an adapter waits for a transfer, in I2C_TIMEOUT's unit of 10 ms: the longest message
 * takes 737 ms at 100 kHz. */
#define TIMEOUT_CENTISECONDS 100
/* How often an adapter begins again by itself where it lost the arbitration. */
#define ARBITRATION_RETRIES 1

int clinux_i2c_open(const char *path) {
    int descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    unsigned long functions = 0;
    int failure = ioctl(descriptor, I2C_FUNCS, &functions) < 0 ? errno : 0;
    if (failure == 0 && (functions & I2C_FUNC_I2C) == 0) failure = EOPNOTSUPP;
    if (failure != 0) {
        close(descriptor);
        return -failure;
    }
    /* Where an adapter takes neither, its own stand. */
    (void)ioctl(descriptor, I2C_TIMEOUT, TIMEOUT_CENTISECONDS);
    (void)ioctl(descriptor, I2C_RETRIES, ARBITRATION_RETRIES);
    return descriptor;
}

static int carry_out(int descriptor, struct i2c_msg *messages, unsigned int count) {
    struct i2c_rdwr_ioctl_data call = {.msgs = messages, .nmsgs = count};
    int interruptions = 0;
    for (;;) {
        int transferred = ioctl(descriptor, I2C_RDWR, &call);
        if (transferred == (int)count) return 0;
        if (transferred >= 0) return -EIO;
        if (errno != EINTR || ++interruptions > INTERRUPTIONS_MAX) return -errno;
    }
}

static int transfer(
    int descriptor, uint16_t address, uint16_t flags, uint8_t *bytes, size_t count) {
    if (count > MESSAGE_BYTES_MAX) return -EMSGSIZE;
    struct i2c_msg message = {
        .addr = address, .flags = flags, .len = (uint16_t)count, .buf = bytes};
    return carry_out(descriptor, &message, 1);
}

int clinux_i2c_write(int descriptor, uint16_t address, const uint8_t *bytes, size_t count) {
    return transfer(descriptor, address, 0, (uint8_t *)bytes, count);
}

int clinux_i2c_read(int descriptor, uint16_t address, uint8_t *bytes, size_t count) {
    return transfer(descriptor, address, I2C_M_RD, bytes, count);
}

int clinux_i2c_write_read(
    int descriptor, uint16_t address, const uint8_t *bytes, size_t count, uint8_t *answer,
    size_t answer_count) {
    if (count > MESSAGE_BYTES_MAX || answer_count > MESSAGE_BYTES_MAX) return -EMSGSIZE;
    struct i2c_msg messages[2] = {
        {.addr = address, .flags = 0, .len = (uint16_t)count, .buf = (uint8_t *)bytes},
        {.addr = address, .flags = I2C_M_RD, .len = (uint16_t)answer_count, .buf = answer},
    };
    return carry_out(descriptor, messages, 2);
}

int clinux_i2c_claim(int descriptor, uint16_t address) {
    return ioctl(descriptor, I2C_SLAVE, (unsigned long)address) < 0 ? -errno : 0;
}

int clinux_i2c_receive_byte(int descriptor) {
    int byte = i2c_smbus_read_byte(descriptor);
    return byte < 0 ? -errno : byte;
}
