/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kernel that fails as it is told, for LD_PRELOAD: I2C adapters, GPIO chips, serial ports and
 * files, threads, users and the service manager. Chips and adapters that no machine of the tests
 * has are played, and so are rights and the watchdog; other calls reach the real kernel unless they
 * are to fail.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What a descriptor is. */
enum kind {
    KIND_OTHER,
    /* Only its close is judged: a socket, the far end of a pseudo-terminal. */
    KIND_QUIET,
    KIND_FILE,
    KIND_TERMINAL,
    KIND_I2C,
    KIND_CHIP,
    KIND_LINE,
    KIND_EVENT,
    KIND_WATCHDOG,
    KIND_BELL,
};

enum kind kind_of(int descriptor);
int is_watched(int descriptor);
void set_kind(int descriptor, enum kind kind);
int is_chip_open(void);

/* What the script says of this call: nothing; an error, which is in errno; an answer. */
enum verdict { VERDICT_NONE, VERDICT_ERROR, VERDICT_ANSWER };

/* Counts a call of this name and says what becomes of it. What the script changes is written to the
 * file FAULTY_TOLD: the name, and from where in the program the call came. */
enum verdict judge(const char *call, long *answer);

/* From where the call came that is judged next; each call of this library begins with it. */
extern _Thread_local const void *caller __attribute__((tls_model("initial-exec")));
#define ENTER() (caller = __builtin_return_address(0))

int i2c_ioctl(unsigned long request, void *argument);
int chip_ioctl(unsigned long request, void *argument);
int line_ioctl(int descriptor, unsigned long request, void *argument);
/* A line that is closed is free. */
void line_closed(int descriptor);

/* The calls of the C library itself. */
void *next_call(const char *name);

#define NEXT(name) ((__typeof__(name) *)next_call(#name))

/* Ends the caller with what the script says. */
#define JUDGE(call, failed)                                             \
    do {                                                                \
        long answer_ = 0;                                               \
        enum verdict verdict_ = judge(call, &answer_);                  \
        if (verdict_ == VERDICT_ERROR) return failed;                   \
        if (verdict_ == VERDICT_ANSWER) return (__typeof__(failed))answer_; \
    } while (0)

/* A call that fails as it is told where `condition` holds, and else is the C library's. `failed` is
 * what it then returns: -1, or errno. */
#define MAY_FAIL(condition, failed, result, name, parameters, arguments) \
    result name parameters {                                             \
        ENTER();                                                         \
        if (condition) JUDGE(#name, failed);                             \
        return NEXT(name) arguments;                                     \
    }

int begins(const char *path, const char *with);
/* Whether a path is in the folder of the case. */
int is_in_folder(const char *path);
