/* SPDX-License-Identifier: Apache-2.0 */
/* Memory, which runs out as the script says (`malloc`) while a chip is open, or (`malloc` and
 * `calloc`) while FAULTY_MEMORY is in the environment; else it is there. */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

/* dlsym, by which other calls find the C library's, asks for memory itself. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);

static int is_out(const char *call) {
    const char *faults = getenv("FAULTS");
    long answer = 0;
    if (!is_chip_open() && getenv("FAULTY_MEMORY") == NULL) return 0;
    return faults != NULL && strstr(faults, call) != NULL
           && judge(call, &answer) == VERDICT_ERROR;
}

void *malloc(size_t size) {
    ENTER();
    return is_out("malloc") ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    ENTER();
    return is_out(is_chip_open() ? "malloc" : "calloc") ? NULL : __libc_calloc(count, size);
}
