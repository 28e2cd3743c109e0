/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a watchdog device and leaves it running: whoever is started next has so many seconds until
 * it must feed it, and a program that hangs before it does is ended with the machine.
 *
 *     armwatchdog PATH SECONDS
 *
 * A device that is let go of without the letter V runs on
 * [Documentation/watchdog/watchdog-api.rst]. */
#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count != 3) return 64;
    int seconds = atoi(arguments[2]);
    int descriptor = open(arguments[1], O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) {
        perror("armwatchdog");
        return 74;
    }
    /* One that has a time of its own keeps it. */
    if (ioctl(descriptor, WDIOC_SETTIMEOUT, &seconds) == 0 || errno == EOPNOTSUPP) return 0;
    perror("armwatchdog");
    if (write(descriptor, "V", 1) != 1) perror("armwatchdog: it runs on");
    return 74;
}
