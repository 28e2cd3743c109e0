/* SPDX-License-Identifier: Apache-2.0 */
#include "CSemihosting.h"

static uint8_t recording[PROOF_RECORDING_BYTES_MAX + 1];

const uint8_t *proof_recording(void) {
    return recording;
}

#if defined(__arm__) && !defined(__linux__)

/* Source: [Arm Semihosting for AArch32 and AArch64]. */
enum {
    SYS_OPEN = 0x01,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_FLEN = 0x0C,
    SYS_GET_CMDLINE = 0x15,
    SYS_EXIT_EXTENDED = 0x20,
    OPEN_READ_BINARY = 1,
    OPEN_WRITE = 4,
    COMMAND_BYTES_MAX = 512,
};
#define ADP_STOPPED_APPLICATION_EXIT 0x20026u

static int32_t call(uint32_t operation, const uint32_t *block) {
    register uint32_t result __asm__("r0") = operation;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xAB" : "+r"(result) : "r"(argument) : "memory");
    return (int32_t)result;
}

static int32_t open_file(const char *name, uint32_t mode) {
    uint32_t length = 0;
    while (name[length] != '\0') length++;
    const uint32_t block[3] = {(uint32_t)(uintptr_t)name, mode, length};
    return call(SYS_OPEN, block);
}

/* The second word of the command line. */
const char *proof_argument(void) {
    static char line[COMMAND_BYTES_MAX];
    const uint32_t block[2] = {(uint32_t)(uintptr_t)line, sizeof line};
    if (call(SYS_GET_CMDLINE, block) != 0) return NULL;
    char *next = line;
    while (*next != '\0' && *next != ' ') next++;
    return *next == ' ' && next[1] != '\0' ? next + 1 : NULL;
}

proof_result proof_read(size_t *count) {
    const char *name = proof_argument();
    if (name == NULL) return PROOF_NO_NAME;
    int32_t file = open_file(name, OPEN_READ_BINARY);
    if (file < 0) return PROOF_NO_FILE;
    const uint32_t handle[1] = {(uint32_t)file};
    int32_t length = call(SYS_FLEN, handle);
    if (length < 0) return PROOF_READ_FAILED;
    if (length > PROOF_RECORDING_BYTES_MAX) return PROOF_TOO_LARGE;
    const uint32_t block[3] = {(uint32_t)file, (uint32_t)(uintptr_t)recording, (uint32_t)length};
    if (length > 0 && call(SYS_READ, block) != 0) return PROOF_READ_FAILED;
    *count = (size_t)length;
    return PROOF_READ;
}

/* CMSDK timer 0 of mps2-an386, counting down [Arm CMSDK TRM; AN386]. */
uint32_t proof_ticks(void) {
    volatile uint32_t *const timer = (volatile uint32_t *)0x40000000u;
    enum { CONTROL = 0, VALUE = 1, RELOAD = 2, ENABLE = 1 };
    if ((timer[CONTROL] & ENABLE) == 0) {
        timer[RELOAD] = timer[VALUE] = UINT32_MAX;
        timer[CONTROL] = ENABLE;
    }
    return UINT32_MAX - timer[VALUE];
}

int proof_write(const uint8_t *bytes, size_t count) {
    static int32_t console = -1;
    if (console < 0) console = open_file(":tt", OPEN_WRITE);
    if (console < 0) return -1;
    const uint32_t block[3] = {(uint32_t)console, (uint32_t)(uintptr_t)bytes, count};
    return count == 0 || call(SYS_WRITE, block) == 0 ? 0 : -1;
}

_Noreturn void proof_exit(int code) {
    const uint32_t block[2] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)code};
    call(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}

#else

#include <stdio.h>
#include <stdlib.h>

static const char *name;

/* glibc hands a constructor what it hands main. */
__attribute__((constructor)) static void take_name(int count, char **values) {
    name = count > 1 ? values[1] : NULL;
}

const char *proof_argument(void) {
    return name;
}

uint32_t proof_ticks(void) {
    return 0;
}

proof_result proof_read(size_t *count) {
    if (name == NULL) return PROOF_NO_NAME;
    FILE *file = fopen(name, "rb");
    if (file == NULL) return PROOF_NO_FILE;
    *count = fread(recording, 1, sizeof recording, file);
    proof_result result = ferror(file)               ? PROOF_READ_FAILED
        : *count > PROOF_RECORDING_BYTES_MAX ? PROOF_TOO_LARGE
                                             : PROOF_READ;
    fclose(file);
    return result;
}

int proof_write(const uint8_t *bytes, size_t count) {
    return fwrite(bytes, 1, count, stdout) == count ? 0 : -1;
}

_Noreturn void proof_exit(int code) {
    exit(fflush(stdout) == 0 ? code : 74);
}

#endif
