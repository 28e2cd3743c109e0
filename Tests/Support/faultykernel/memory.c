/* SPDX-License-Identifier: Apache-2.0 */
/* Memory, which runs out as the script says (`malloc`) while a chip is open; else it is there. */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

/* dlsym, by which other calls find the C library's, asks for memory itself. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);

static int is_out(void) {
    const char *faults = getenv("FAULTS");
    long answer = 0;
    return is_chip_open() && faults != NULL && strstr(faults, "malloc") != NULL
           && judge("malloc", &answer) == VERDICT_ERROR;
}

void *malloc(size_t size) {
    return is_out() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return is_out() ? NULL : __libc_calloc(count, size);
}
