/* SPDX-License-Identifier: Apache-2.0 */
/* An I2C adapter of a board in a virtual machine: what a program sends to the device goes over a
 * virtio-serial port to the host, where simulated chips answer.
 *
 *   busforward NAME PORT SCL_HERTZ     makes /dev/NAME, and does not return
 *
 * The device is one of CUSE, without libfuse: four kinds of request are all that a bus needs.
 * A transfer ends when its SCL periods have passed on the board's clock, however long the host
 * took: a burst that is read keeps the time that it keeps on the real bus.
 *
 * Sources: [Linux fs/fuse/cuse.c], [Linux include/uapi/linux/fuse.h, i2c-dev.h]. */
#define _GNU_SOURCE
#include "busport.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <linux/i2c-dev.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* The most that i2c-dev takes [Linux drivers/i2c/i2c-dev.c]. */
#define MESSAGE_BYTES_MAX 8192
/* Exit codes [sysexits.h]. */
#define EX_USAGE 64
#define EX_UNAVAILABLE 69
#define EX_IOERR 74
/* That of the kernel's interrupt threads: an adapter goes before whoever waits for it. */
#define PRIORITY 50

static int cuse;
static uint8_t incoming[FUSE_MIN_READ_BUFFER + TRANSFER_BYTES_MAX];

static void reply(uint64_t unique, int failure, struct iovec *parts, int count) {
    struct fuse_out_header head = {.len = sizeof head, .error = -failure, .unique = unique};
    parts[0] = (struct iovec){&head, sizeof head};
    for (int index = 1; index < count; index += 1) head.len += (uint32_t)parts[index].iov_len;
    /* A request that was given up meanwhile is ENOENT: nobody waits for it. */
    if (writev(cuse, parts, count) < 0 && errno != ENOENT) {
        perror("busforward: /dev/cuse");
        exit(EX_IOERR);
    }
}

static void fail(uint64_t unique, int failure) {
    struct iovec parts[1];
    reply(unique, failure, parts, 1);
}

static void answer(uint64_t unique, const void *bytes, size_t count) {
    struct iovec parts[2] = {{0}, {(void *)bytes, count}};
    reply(unique, 0, parts, 2);
}

static void answer_ioctl(uint64_t unique, int result, const void *bytes, size_t count) {
    struct fuse_ioctl_out out = {.result = result};
    struct iovec parts[3] = {{0}, {&out, sizeof out}, {(void *)bytes, count}};
    reply(unique, 0, parts, 3);
}

/* The kernel copies what an ioctl points to only when it is told where that is: it asks again with
 * these pieces of the caller's memory. */
static void ask_again(
    uint64_t unique, const struct fuse_ioctl_iovec *pieces, uint32_t in, uint32_t out) {
    struct fuse_ioctl_out head = {
        .flags = FUSE_IOCTL_RETRY, .in_iovs = in, .out_iovs = out};
    struct iovec parts[3] = {
        {0}, {&head, sizeof head}, {(void *)pieces, (in + out) * sizeof *pieces}};
    reply(unique, 0, parts, 3);
}

/* Each round brings one level more: where the messages are, the messages, the bytes they write. */
static void transfer_ioctl(uint64_t unique, const struct fuse_ioctl_in *in, const uint8_t *bytes) {
    struct fuse_ioctl_iovec pieces[2 + I2C_RDWR_IOCTL_MAX_MSGS];
    struct i2c_rdwr_ioctl_data call;
    struct i2c_msg messages[I2C_RDWR_IOCTL_MAX_MSGS];
    pieces[0] = (struct fuse_ioctl_iovec){in->arg, sizeof call};
    if (in->in_size < sizeof call) return ask_again(unique, pieces, 1, 0);
    memcpy(&call, bytes, sizeof call);
    if (call.nmsgs == 0 || call.nmsgs > I2C_RDWR_IOCTL_MAX_MSGS) return fail(unique, EINVAL);
    size_t head = sizeof call + call.nmsgs * sizeof messages[0];
    pieces[1] = (struct fuse_ioctl_iovec){
        (uint64_t)(uintptr_t)call.msgs, call.nmsgs * sizeof messages[0]};
    if (in->in_size < head) return ask_again(unique, pieces, 2, 0);
    memcpy(messages, bytes + sizeof call, head - sizeof call);
    uint32_t in_pieces = 2, out_pieces = 0;
    size_t writes = 0, total = 0;
    for (int pass = 0; pass < 2; pass += 1) {
        for (uint32_t index = 0; index < call.nmsgs; index += 1) {
            const struct i2c_msg *message = &messages[index];
            int is_read = (message->flags & I2C_M_RD) != 0;
            if (is_read != pass) continue;
            if (message->len > MESSAGE_BYTES_MAX) return fail(unique, EINVAL);
            total += message->len + MESSAGE_HEAD;
            if (!is_read) writes += message->len;
            pieces[in_pieces + out_pieces] = (struct fuse_ioctl_iovec){
                (uint64_t)(uintptr_t)message->buf, message->len};
            if (is_read) out_pieces += 1; else in_pieces += 1;
        }
    }
    if (total > TRANSFER_BYTES_MAX) return fail(unique, EMSGSIZE);
    size_t wanted = total - writes - call.nmsgs * MESSAGE_HEAD;
    if (in->in_size < head + writes || in->out_size < wanted) {
        return ask_again(unique, pieces, in_pieces, out_pieces);
    }
    const uint8_t *read = NULL;
    int result = busport_transfer(messages, call.nmsgs, bytes + head, &read);
    if (result < 0) return fail(unique, -result);
    answer_ioctl(unique, (int)call.nmsgs, read, (size_t)result);
}

static void control(uint64_t unique, const struct fuse_ioctl_in *in, const uint8_t *bytes) {
    unsigned long functions = I2C_FUNC_I2C;
    struct fuse_ioctl_iovec place = {in->arg, sizeof functions};
    switch (in->cmd) {
    case I2C_FUNCS:
        if (in->out_size < sizeof functions) return ask_again(unique, &place, 0, 1);
        return answer_ioctl(unique, 0, &functions, sizeof functions);
    case I2C_RDWR: return transfer_ioctl(unique, in, bytes);
    default: return fail(unique, ENOTTY);
    }
}

static void make_device(uint64_t unique, const struct cuse_init_in *in, const char *name) {
    struct cuse_init_out out = {
        .major = FUSE_KERNEL_VERSION, .minor = in->minor < FUSE_KERNEL_MINOR_VERSION
            ? in->minor : FUSE_KERNEL_MINOR_VERSION,
        .flags = CUSE_UNRESTRICTED_IOCTL, .max_read = TRANSFER_BYTES_MAX,
        .max_write = TRANSFER_BYTES_MAX};
    char variable[64];
    int length = snprintf(variable, sizeof variable, "DEVNAME=%s", name);
    struct iovec parts[3] = {{0}, {&out, sizeof out}, {variable, (size_t)length + 1}};
    reply(unique, 0, parts, 3);
}

static void serve(const struct fuse_in_header *head, const uint8_t *body, const char *name) {
    struct fuse_open_out opened = {.open_flags = FOPEN_DIRECT_IO | FOPEN_NONSEEKABLE};
    switch (head->opcode) {
    case CUSE_INIT: return make_device(head->unique, (const struct cuse_init_in *)body, name);
    case FUSE_OPEN: return answer(head->unique, &opened, sizeof opened);
    case FUSE_IOCTL:
        return control(head->unique, (const struct fuse_ioctl_in *)body,
            body + sizeof(struct fuse_ioctl_in));
    case FUSE_FLUSH:
    case FUSE_RELEASE: return fail(head->unique, 0);
    /* A transfer is never cut short, so that an interrupt has nothing to do and gets no answer. */
    case FUSE_INTERRUPT: return;
    default: return fail(head->unique, ENOSYS);
    }
}

int main(int count, char **arguments) {
    long hertz = count == 4 ? atol(arguments[3]) : 0;
    if (hertz <= 0) {
        fprintf(stderr, "usage: busforward NAME PORT SCL_HERTZ\n");
        return EX_USAGE;
    }
    int failure = busport_open(arguments[2], (uint32_t)hertz);
    if (failure < 0) {
        fprintf(stderr, "busforward: %s: %s: give the machine this port\n", arguments[2],
            strerror(-failure));
        return EX_UNAVAILABLE;
    }
    cuse = open("/dev/cuse", O_RDWR | O_CLOEXEC);
    if (cuse < 0) {
        fprintf(stderr, "busforward: /dev/cuse: %s: load the module cuse\n", strerror(errno));
        return EX_UNAVAILABLE;
    }
    /* musl's function only says that it is not there. */
    struct sched_param parameter = {.sched_priority = PRIORITY};
    if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &parameter) < 0) {
        perror("busforward: SCHED_FIFO");
        return EX_UNAVAILABLE;
    }
    for (;;) {
        ssize_t taken = read(cuse, incoming, sizeof incoming);
        if (taken < 0 && (errno == EINTR || errno == ENOENT)) continue;
        if (taken < (ssize_t)sizeof(struct fuse_in_header)) {
            perror("busforward: /dev/cuse");
            return EX_IOERR;
        }
        const struct fuse_in_header *head = (const struct fuse_in_header *)incoming;
        serve(head, incoming + sizeof *head, arguments[1]);
    }
}
