/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The script: FAULTS holds words CALL[@FIRST[-[LAST]]]=RESULT. Calls of one name are counted from
 * 1; RESULT is the name of an errno or the number that the call answers. Without @ all calls fail.
 *
 *   FAULTS='open=ENOENT'  'I2C_RDWR@2-3=EREMOTEIO'  'pwrite@1=5'  'TIOCEXCL@4-=EBUSY'
 */
#define _GNU_SOURCE
#include "kernel.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define ERRNO_MAX 133
#define NAMES_MAX 64
#define EXIT_SCRIPT 78
/* Above all that programs open. */
#define TOLD_MIN 300

struct fault {
    char call[96];
    int first;
    int last;
    int code;
    long answer;
};

static struct {
    char name[32];
    int count;
} counts[NAMES_MAX];

_Thread_local const void *caller;
static int told = -1;
static Dl_info program;
static ssize_t (*write_told)(int, const void *, size_t);

/* Later dlsym might ask for memory, which is judged. */
__attribute__((constructor)) static void begin_to_tell(void) {
    const char *path = getenv("FAULTY_TOLD");
    write_told = next_call("write");
    (void)!dladdr((const void *)getauxval(AT_ENTRY), &program);
    if (path == NULL) return;
    int descriptor = NEXT(open)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    told = fcntl(descriptor, F_DUPFD_CLOEXEC, TOLD_MIN);
    NEXT(close)(descriptor);
}

/* Of the program's calls alone, not of those of its libraries. */
static void tell(const char *call) {
    Dl_info place;
    char line[128];
    if (told < 0 || caller == NULL || dladdr(caller, &place) == 0) return;
    if (place.dli_fbase != program.dli_fbase) return;
    int length = snprintf(line, sizeof line, "%s %#tx\n", call,
                          (const char *)caller - (const char *)place.dli_fbase - 1);
    (void)!write_told(told, line, (size_t)length);
}

static _Noreturn void refuse(const char *word) {
    fprintf(stderr, "faultykernel: %s: CALL[@FIRST[-[LAST]]]=RESULT\n", word);
    _exit(EXIT_SCRIPT);
}

static int code_of(const char *name) {
    for (int code = 1; code <= ERRNO_MAX; code++) {
        const char *known = strerrorname_np(code);
        if (known != NULL && strcmp(known, name) == 0) return code;
    }
    return 0;
}

static struct fault parse(const char *word) {
    struct fault fault = {.first = 1, .last = INT_MAX};
    char copy[96], *result, *range, *end;
    if (snprintf(copy, sizeof copy, "%s", word) >= (int)sizeof copy) refuse(word);
    if ((result = strchr(copy, '=')) == NULL) refuse(word);
    *result++ = '\0';
    if ((range = strchr(copy, '@')) != NULL) {
        *range++ = '\0';
        fault.first = fault.last = (int)strtol(range, &end, 10);
        if (*end == '-') fault.last = end[1] == '\0' ? INT_MAX : atoi(end + 1);
    }
    snprintf(fault.call, sizeof fault.call, "%s", copy);
    fault.answer = strtol(result, &end, 10);
    if (*end != '\0') fault.code = code_of(result);
    if (*end != '\0' && fault.code == 0) refuse(word);
    return fault;
}

static int count(const char *call) {
    for (int index = 0; index < NAMES_MAX; index++) {
        if (counts[index].name[0] == '\0') {
            snprintf(counts[index].name, sizeof counts[index].name, "%s", call);
        }
        if (strcmp(counts[index].name, call) == 0) return ++counts[index].count;
    }
    refuse(call);
}

enum verdict judge(const char *call, long *answer) {
    const char *faults = getenv("FAULTS");
    int number = count(call);
    char script[1024], *rest = script, *word;
    snprintf(script, sizeof script, "%s", faults == NULL ? "" : faults);
    while ((word = strsep(&rest, " ")) != NULL) {
        if (*word == '\0') continue;
        struct fault fault = parse(word);
        if (strcmp(fault.call, call) != 0) continue;
        if (number < fault.first || number > fault.last) continue;
        tell(call);
        *answer = fault.answer;
        if (fault.code == 0) return VERDICT_ANSWER;
        errno = fault.code;
        return VERDICT_ERROR;
    }
    return VERDICT_NONE;
}
