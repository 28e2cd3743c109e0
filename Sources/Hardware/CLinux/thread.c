/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"
#include "nanoseconds.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PAGE_BYTES 4096
/* Descriptors that one wait tells of; others are told by the next. */
#define WATCHED_MAX 8
/* What the thread's own start, and the C library's part of the stack, already take. */
#define STACK_BYTES_RESERVED (32 * 1024)

int clinux_lock_memory(void) {
    return mlockall(MCL_CURRENT | MCL_FUTURE) < 0 ? -errno : 0;
}

/* It fails for no number above 0. */
void clinux_wake_in_time(void) { (void)prctl(PR_SET_TIMERSLACK, 1UL); }

typedef struct {
    void (*body)(void *);
    void *context;
    size_t stack_bytes;
} thread_start;

/* Touches each page of the stack, so that none has to be found while samples wait. */
static __attribute__((noinline)) void touch_stack(size_t bytes) {
    volatile char *stack = __builtin_alloca(bytes);
    for (size_t offset = 0; offset < bytes; offset += PAGE_BYTES) stack[offset] = 0;
}

static void *begin(void *argument) {
    thread_start start = *(thread_start *)argument;
    free(argument);
    if (start.stack_bytes > STACK_BYTES_RESERVED) {
        touch_stack(start.stack_bytes - STACK_BYTES_RESERVED);
    }
    start.body(start.context);
    return NULL;
}

/* An errno, positive. */
static int ask_for_fifo(pthread_attr_t *attributes, int priority) {
    struct sched_param parameter = {.sched_priority = priority};
    int failure = pthread_attr_setinheritsched(attributes, PTHREAD_EXPLICIT_SCHED);
    if (failure == 0) failure = pthread_attr_setschedpolicy(attributes, SCHED_FIFO);
    if (failure == 0) failure = pthread_attr_setschedparam(attributes, &parameter);
    return failure;
}

/* pthread_create's errno, positive. A priority of 0 leaves the thread like others. */
static int create(pthread_t *thread, thread_start *start, int fifo_priority) {
    pthread_attr_t attributes;
    int failure = pthread_attr_init(&attributes);
    if (failure != 0) return failure;
    failure = pthread_attr_setstacksize(&attributes, start->stack_bytes);
    if (failure == 0 && fifo_priority > 0) failure = ask_for_fifo(&attributes, fifo_priority);
    if (failure == 0) failure = pthread_create(thread, &attributes, begin, start);
    pthread_attr_destroy(&attributes);
    return failure;
}

int clinux_thread_start(
    void (*body)(void *), void *context, size_t stack_bytes, int fifo_priority,
    uint64_t *thread) {
    thread_start *start = malloc(sizeof *start);
    if (start == NULL) return -ENOMEM;
    *start = (thread_start){.body = body, .context = context, .stack_bytes = stack_bytes};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t made;
    int is_real_time = 1;
    int failure = create(&made, start, fifo_priority);
    if (failure == EPERM) {
        is_real_time = 0;
        failure = create(&made, start, 0);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure != 0) {
        free(start);
        return -failure;
    }
    *thread = (uint64_t)made;
    return is_real_time;
}

int clinux_thread_pin(uint64_t thread, int processor) {
    if (processor < 0 || processor >= CPU_SETSIZE) return -EINVAL;
    cpu_set_t processors;
    CPU_ZERO(&processors);
    CPU_SET(processor, &processors);
    return -pthread_setaffinity_np((pthread_t)thread, sizeof processors, &processors);
}

void clinux_thread_join(uint64_t thread) {
    pthread_join((pthread_t)thread, NULL);
}

void clinux_thread_detach(uint64_t thread) {
    pthread_detach((pthread_t)thread);
}

int clinux_bell_open(void) {
    int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return descriptor < 0 ? -errno : descriptor;
}

void clinux_bell_ring(int descriptor) {
    eventfd_write(descriptor, 1);
}

static int wait_for(int descriptor, uint64_t nanoseconds) {
    struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
    struct timespec limit = timespec_of(nanoseconds);
    return ppoll(&wanted, 1, &limit, NULL) > 0;
}

int clinux_bell_wait(int descriptor, uint64_t nanoseconds) {
    eventfd_t rings;
    return wait_for(descriptor, nanoseconds) && eventfd_read(descriptor, &rings) == 0;
}

static int watch(int watch, int descriptor, uint32_t events) {
    struct epoll_event wanted = {.events = events, .data.fd = descriptor};
    return epoll_ctl(watch, EPOLL_CTL_ADD, descriptor, &wanted) < 0 ? -errno : 0;
}

int clinux_watch_open(int bell) {
    int descriptor = epoll_create1(EPOLL_CLOEXEC);
    if (descriptor < 0) return -errno;
    int result = watch(descriptor, bell, EPOLLIN);
    if (result == 0) return descriptor;
    close(descriptor);
    return result;
}

/* Edge-triggered: what is not read, a line that hangs up say, does not spin the caller. */
int clinux_watch_add(int descriptor, int added) {
    return watch(descriptor, added, EPOLLIN | EPOLLET);
}

int clinux_watch_wait(int descriptor, int bell, uint64_t nanoseconds) {
    struct epoll_event events[WATCHED_MAX];
    eventfd_t rings;
    /* epoll's own wait counts milliseconds. */
    if (!wait_for(descriptor, nanoseconds)) return 0;
    int count = epoll_wait(descriptor, events, WATCHED_MAX, 0);
    for (int index = 0; index < count; index++) {
        if (events[index].data.fd == bell && eventfd_read(bell, &rings) == 0) return 1;
    }
    return count > 0 ? 2 : 0;
}
