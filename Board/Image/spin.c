/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the processor of a virtual machine busy while nothing else does.
 *
 * With -icount the machine's clock counts instructions. While the processor is idle it follows the
 * clock of the computer around it, and whoever wakes up then is as late as that computer is busy.
 * A processor that is never idle keeps its own time.
 *
 * SCHED_IDLE: everything else goes first, and at once [sched(7)]. musl has no call for it. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    struct sched_param none = {0};
    if (syscall(SYS_sched_setscheduler, 0, SCHED_IDLE, &none) < 0) {
        perror("spin");
        return 1;
    }
    for (;;) __asm__ volatile("");
}
