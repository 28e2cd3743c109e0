/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kernel that fails as it is told, for LD_PRELOAD: I2C adapters, GPIO chips, serial ports and
 * files. Chips and adapters that no machine of the tests has are played; the calls to ports and
 * files reach the real kernel unless they are to fail.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What a descriptor is. */
enum kind { KIND_OTHER, KIND_FILE, KIND_TERMINAL, KIND_I2C, KIND_CHIP, KIND_LINE, KIND_EVENT };

enum kind kind_of(int descriptor);
void set_kind(int descriptor, enum kind kind);
int is_chip_open(void);

/* What the script says of this call: nothing; an error, which is in errno; an answer. */
enum verdict { VERDICT_NONE, VERDICT_ERROR, VERDICT_ANSWER };

/* Counts a call of this name and says what becomes of it. */
enum verdict judge(const char *call, long *answer);

int i2c_ioctl(unsigned long request, void *argument);
int chip_ioctl(unsigned long request, void *argument);
int line_ioctl(int descriptor, unsigned long request, void *argument);
/* A line that is closed is free. */
void line_closed(int descriptor);

/* The calls of the C library itself. */
void *next_call(const char *name);
