/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "busport.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REQUEST_HEAD 16
#define ANSWER_HEAD 8

static int port = -1;
static uint64_t clock_nanoseconds;
static uint16_t sequence;
static uint8_t sent[REQUEST_HEAD + TRANSFER_BYTES_MAX];
static uint8_t received[ANSWER_HEAD + TRANSFER_BYTES_MAX];

int busport_open(const char *path, uint32_t hertz) {
    clock_nanoseconds = 1000000000u / hertz;
    port = open(path, O_RDWR | O_CLOEXEC);
    return port < 0 ? -errno : 0;
}

static void put(uint8_t *bytes, uint64_t value, int count) {
    for (int index = 0; index < count; index += 1) bytes[index] = (uint8_t)(value >> 8 * index);
}

static uint32_t get(const uint8_t *bytes, int count) {
    uint32_t value = 0;
    for (int index = count - 1; index >= 0; index -= 1) value = value << 8 | bytes[index];
    return value;
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void sleep_until(uint64_t end) {
    struct timespec time = {
        .tv_sec = (time_t)(end / 1000000000u), .tv_nsec = (long)(end % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) continue;
}

/* Nobody acknowledges where the host's end is not open: it reads as its end, and a write to it
 * would wait until somebody comes. */
static int write_port(const uint8_t *bytes, size_t count) {
    struct pollfd state = {.fd = port, .events = POLLOUT};
    if (poll(&state, 1, 0) < 0 || (state.revents & POLLHUP) != 0) return -ENXIO;
    while (count > 0) {
        ssize_t written = write(port, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return -ENXIO;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

static int read_port(uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t taken = read(port, bytes, count);
        if (taken < 0 && errno == EINTR) continue;
        if (taken <= 0) return -ENXIO;
        bytes += taken;
        count -= (size_t)taken;
    }
    return 0;
}

/* The answer to the last request, and no other: one from before the host's peer was started anew
 * is dropped. Returns how many bytes the chips sent. */
static int read_answer(void) {
    for (;;) {
        int result = read_port(received, ANSWER_HEAD);
        if (result < 0) return result;
        uint32_t follow = get(received, 4);
        if (follow < 4 || follow - 4 > TRANSFER_BYTES_MAX) return -EPROTO;
        result = read_port(received + ANSWER_HEAD, follow - 4);
        if (result < 0) return result;
        if (get(received + 4, 2) != sequence) continue;
        uint32_t failure = get(received + 6, 2);
        return failure != 0 ? -(int)failure : (int)(follow - 4);
    }
}

int busport_transfer(
    const struct i2c_msg *messages, uint32_t count, const uint8_t *written,
    const uint8_t **read) {
    uint64_t start = now(), periods = 1;
    size_t length = REQUEST_HEAD, wanted = 0;
    for (uint32_t index = 0; index < count; index += 1) {
        const struct i2c_msg *message = &messages[index];
        int is_read = message->flags & I2C_M_RD;
        put(sent + length, message->addr, 2);
        put(sent + length + 2, is_read ? 1 : 0, 2);
        put(sent + length + 4, message->len, 2);
        length += MESSAGE_HEAD;
        if (is_read) {
            wanted += message->len;
        } else {
            memcpy(sent + length, written, message->len);
            written += message->len;
            length += message->len;
        }
        periods += 10 + 9 * (uint64_t)message->len;
    }
    sequence += 1;
    put(sent, length - 4, 4);
    put(sent + 4, sequence, 2);
    put(sent + 6, count, 2);
    put(sent + 8, start, 8);
    int result = write_port(sent, length);
    if (result == 0) result = read_answer();
    if (result >= 0 && (size_t)result != wanted) result = -EPROTO;
    if (result >= 0) sleep_until(start + periods * clock_nanoseconds);
    *read = received + ANSWER_HEAD;
    return result;
}
