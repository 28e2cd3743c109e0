/* SPDX-License-Identifier: Apache-2.0 */
/* Threads, bells and pauses. A thread that asks for real time gets what others have, and is told
 * that it got it: not each machine gives it. */
#define _GNU_SOURCE
#include "kernel.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

/* They return the error's number. */
MAY_FAIL(1, errno, int, pthread_attr_init, (pthread_attr_t *attributes), (attributes))
MAY_FAIL(1, errno, int, pthread_attr_setstacksize, (pthread_attr_t *attributes, size_t bytes),
         (attributes, bytes))
MAY_FAIL(1, errno, int, pthread_attr_setinheritsched, (pthread_attr_t *attributes, int how),
         (attributes, how))
MAY_FAIL(1, errno, int, pthread_attr_setschedpolicy, (pthread_attr_t *attributes, int policy),
         (attributes, policy))
MAY_FAIL(1, errno, int, pthread_attr_setschedparam,
         (pthread_attr_t *attributes, const struct sched_param *parameter),
         (attributes, parameter))
MAY_FAIL(1, errno, int, pthread_setaffinity_np,
         (pthread_t thread, size_t size, const cpu_set_t *processors), (thread, size, processors))
MAY_FAIL(1, errno, int, clock_nanosleep,
         (clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left),
         (clock, flags, wanted, left))

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                   void *argument) {
    ENTER();
    JUDGE("pthread_create", errno);
    if (attributes != NULL) {
        NEXT(pthread_attr_setinheritsched)((pthread_attr_t *)attributes, PTHREAD_INHERIT_SCHED);
    }
    return NEXT(pthread_create)(thread, attributes, body, argument);
}

static int watched(int descriptor) {
    set_kind(descriptor, KIND_BELL);
    return descriptor;
}

int eventfd(unsigned int count, int flags) {
    ENTER();
    JUDGE("eventfd", -1);
    return watched(NEXT(eventfd)(count, flags));
}

int epoll_create1(int flags) {
    ENTER();
    JUDGE("epoll_create1", -1);
    return watched(NEXT(epoll_create1)(flags));
}

MAY_FAIL(1, -1, int, eventfd_write, (int descriptor, eventfd_t rings), (descriptor, rings))
MAY_FAIL(1, -1, int, eventfd_read, (int descriptor, eventfd_t *rings), (descriptor, rings))
MAY_FAIL(1, -1, int, epoll_ctl,
         (int descriptor, int operation, int other, struct epoll_event *wanted),
         (descriptor, operation, other, wanted))
MAY_FAIL(1, -1, int, epoll_wait,
         (int descriptor, struct epoll_event *events, int count, int milliseconds),
         (descriptor, events, count, milliseconds))
