/* SPDX-License-Identifier: Apache-2.0 */
#include "CLinux.h"

#include <signal.h>
#include <string.h>

/* A handler may write nothing but this [signal-safety(7)]. */
static volatile sig_atomic_t requested;

static void request(int number)
{
    (void)number;
    requested = 1;
}

void clinux_stop_install(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = request;
    requested = 0;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int clinux_stop_requested(void)
{
    return requested;
}
