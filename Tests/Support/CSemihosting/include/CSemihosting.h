/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One program's way to its argument, its recording and its output: by stdio on a host, by
 * semihosting on a bare Cortex-M4. The recording is named by the first argument.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The largest recording a proof takes. It lies in a static buffer. */
#define PROOF_RECORDING_BYTES_MAX 2097152

typedef enum {
    PROOF_READ = 0,
    PROOF_NO_NAME = 1,
    PROOF_NO_FILE = 2,
    PROOF_TOO_LARGE = 3,
    PROOF_READ_FAILED = 4,
} proof_result;

/* Reads the recording; `*count` bytes are then at the address that proof_recording returns. */
proof_result proof_read(size_t *count);
const uint8_t *proof_recording(void);

/* The first argument, or NULL. */
const char *proof_argument(void);

/*
 * A counter that runs at 25 MHz of the emulated machine's own time; 0 on a host. Where qemu counts
 * one nanosecond an instruction (`-icount shift=0`), a tick is 40 instructions.
 */
uint32_t proof_ticks(void);

/* Writes bytes to the output; 0, or -1 where they were not taken. */
int proof_write(const uint8_t *bytes, size_t count);

/* Ends the program. */
_Noreturn void proof_exit(int code);
