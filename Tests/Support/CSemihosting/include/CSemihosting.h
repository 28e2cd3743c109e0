/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One program's way to its recording and its output: by stdio on a host, by semihosting on a bare
 * Cortex-M4. The recording is named by the first argument.
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

/* Writes bytes to the output; 0, or -1 where they were not taken. */
int proof_write(const uint8_t *bytes, size_t count);

/* Ends the program. */
_Noreturn void proof_exit(int code);
