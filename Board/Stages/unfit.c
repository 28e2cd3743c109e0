/* SPDX-License-Identifier: Apache-2.0 */
/* Firmware that does not work, for the stage board: one that ends at once with exit code 70, and
 * with HANGS one that sleeps for ever. Nothing is linked to it, and it starts nothing else.
 *
 * Numbers of calls: [Linux include/uapi/asm-generic/unistd.h]. */
enum { ppoll = 73, exit_group = 94 };

static void call(long number, long first) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = 0;
    register long x2 __asm__("x2") = 0;
    register long x3 __asm__("x3") = 0;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
}

void _start(void) {
#ifdef HANGS
    /* On nothing, without an end. */
    for (;;) call(ppoll, 0);
#else
    call(exit_group, 70);
#endif
}
