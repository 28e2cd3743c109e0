/* SPDX-License-Identifier: Apache-2.0 */
/* The I2C bus of a board in a virtual machine, whose chips are on the host.
 *
 * The protocol on the port, integers with the low byte first.
 *
 *   Request, one transfer: all messages of one I2C_RDWR, with a repeated START between.
 *     offset  size
 *          0     4  bytes that follow
 *          4     2  sequence number
 *          6     2  messages, 1 to 42
 *          8     8  the board's CLOCK_MONOTONIC at START, in nanoseconds
 *         16        the messages, one after the other:
 *                     2  address
 *                     2  flags: 1 is a read (I2C_M_RD); no other is passed on
 *                     2  length
 *                        of a write: so many bytes
 *   Answer.
 *          0     4  bytes that follow
 *          4     2  sequence number of the request
 *          6     2  0, or the number of an error of Linux on arm64: 6 (ENXIO) where a byte was
 *                   not acknowledged
 *          8        the bytes of all messages that read, one after the other; none after an error
 *
 *   A write of 00 10 to 0x50, then a read of 2 bytes, which are AA BB:
 *     1a 00 00 00  07 00 02 00  40 42 0f 00 00 00 00 00  50 00 00 00 02 00 00 10  50 00 01 00 02 00
 *     06 00 00 00  07 00 00 00  aa bb
 *
 * Sources: [Linux include/uapi/linux/i2c.h]; [UM10204] 3.1: nine periods a byte, one each for START
 * and STOP. */
#ifndef BUSPORT_H
#define BUSPORT_H

#include <linux/i2c.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of a transfer with its messages' heads: 42 messages of 8,192 bytes are more than any
 * driver here sends. */
#define TRANSFER_BYTES_MAX 65536
#define MESSAGE_HEAD 6

/* Opens the port of a bus whose SCL has so many hertz; 0 or an error. */
int busport_open(const char *path, uint32_t hertz);

/* Puts a transfer on the bus. `written` has the bytes of all messages that write; `*read` will have
 * those of all that read. Returns how many bytes were read, all that were wanted, or an error. */
int busport_transfer(
    const struct i2c_msg *messages, uint32_t count, const uint8_t *written, const uint8_t **read);

#endif
