/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Cortex-M4 from reset to main, on qemu's mps2-an386. A fault, a smashed stack or any use of the
 * heap ends the run with an exit code of its own, so that none can pass for an answer.
 */
#include <stddef.h>
#include <stdint.h>

#define EXIT_FAULT 70
#define EXIT_HEAP 71
#define EXIT_STACK 72
#define SYS_EXIT_EXTENDED 0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026u

extern uint32_t data_load[], data_start[], data_end[], bss_start[], bss_end[], stack_top[];
extern void (*const init_array_start[])(void), (*const init_array_end[])(void);
int main(int argument_count, char **arguments);

static void __attribute__((noreturn)) leave(uint32_t code) {
    const uint32_t block[2] = {ADP_STOPPED_APPLICATION_EXIT, code};
    register uint32_t operation __asm__("r0") = SYS_EXIT_EXTENDED;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xAB" : "+r"(operation) : "r"(argument) : "memory");
    for (;;) {
    }
}

uintptr_t __stack_chk_guard = 0x5AFEC0DEu;

void __attribute__((noreturn)) __stack_chk_fail(void) {
    leave(EXIT_STACK);
}

static void fault(void) {
    leave(EXIT_FAULT);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    (void)memory, (void)alignment, (void)size;
    leave(EXIT_HEAP);
}

void *malloc(size_t size) {
    (void)size;
    leave(EXIT_HEAP);
}

void free(void *memory) {
    if (memory != NULL) leave(EXIT_HEAP);
}

static void __attribute__((noreturn)) reset(void) {
    for (uint32_t *from = data_load, *to = data_start; to < data_end;) *to++ = *from++;
    for (uint32_t *to = bss_start; to < bss_end;) *to++ = 0;
    for (void (*const *each)(void) = init_array_start; each < init_array_end; each++) (*each)();
    static char *arguments[] = {NULL};
    leave((uint32_t)main(0, arguments));
}

/* Stack, reset, NMI, hard, memory, bus, usage fault [ARMv7-M B1.5.2]. No interrupt is enabled. */
__attribute__((section(".vectors"), used)) static const uintptr_t vectors[16] = {
    (uintptr_t)stack_top, (uintptr_t)reset, (uintptr_t)fault, (uintptr_t)fault,
    (uintptr_t)fault,     (uintptr_t)fault, (uintptr_t)fault,
};
