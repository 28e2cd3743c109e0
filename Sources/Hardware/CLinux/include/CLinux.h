/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Swift cannot call itself: variadic functions, macros built with _IO, libgpiod in its two
 * editions. Every function that can fail returns 0 or more, or a negative errno; none prints.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The program: its arguments, text out, a file in. */
int clinux_argument_count(void);
const char *clinux_argument(int index);
int clinux_write_all(int descriptor, const void *bytes, size_t count);
int clinux_map_file(const char *path, const uint8_t **bytes, size_t *count);
/* A file that is not there yet, to be written. */
int clinux_create_file(const char *path);
void clinux_unmap_file(const uint8_t *bytes, size_t count);
_Noreturn void clinux_exit(int code);
/* From now on SIGINT, SIGTERM and SIGHUP ask to stop instead of ending the program. So long after
 * the first of them it ends with this code, where it has not by itself; 0 for no such limit. */
void clinux_catch_stop(long microseconds, int code);
int clinux_stop_asked(void);
int clinux_close(int descriptor);

/* Time. */
uint64_t clinux_monotonic_nanoseconds(void);
int64_t clinux_utc_milliseconds(void);
/* What clinux_monotonic_nanoseconds said when CLOCK_MONOTONIC said this, a short time ago. */
uint64_t clinux_of_kernel_stamp(uint64_t monotonic_nanoseconds);
void clinux_pause_nanoseconds(uint64_t nanoseconds);

/* Bytes that nobody can guess, from the system; waits until it has them. */
int clinux_random(uint8_t *bytes, size_t count);

/* Keeps all memory of this program, now and later, out of the swap. */
int clinux_lock_memory(void);

/* Pauses of this thread end in time: others end up to 50 us late [prctl(2), PR_SET_TIMERSLACK]. */
void clinux_wake_in_time(void);

/*
 * A thread with a stack of its own size, in memory from its start, that takes no signal. Priority
 * 1 to 99 asks for SCHED_FIFO, 0 does not. Returns 1, or 0 where SCHED_FIFO was not permitted and
 * the thread runs like others.
 */
int clinux_thread_start(
    void (*body)(void *), void *context, size_t stack_bytes, int fifo_priority, uint64_t *thread);
/* From now on it runs on this processor only; others may, too. -EINVAL where there is no such. */
int clinux_thread_pin(uint64_t thread, int processor);
void clinux_thread_join(uint64_t thread);
/* Nobody will wait for it: it cleans up when it ends. */
void clinux_thread_detach(uint64_t thread);

/* A bell from one thread to another. A wait ends with a ring (1), the time or a signal (0). */
int clinux_bell_open(void);
void clinux_bell_ring(int descriptor);
int clinux_bell_wait(int descriptor, uint64_t nanoseconds);

/* Waits for a bell and for what comes at other descriptors. Those only end the wait: they are read
 * elsewhere, and one that nobody reads ends one wait, not all. */
int clinux_watch_open(int bell);
int clinux_watch_add(int watch, int descriptor);
/* The bell rang: 1. Something came elsewhere: 2. The time or a signal: 0. */
int clinux_watch_wait(int watch, int bell, uint64_t nanoseconds);

/* The service manager that started this program. Open returns -ENOTCONN where none did. */
int clinux_notify_open(void);
int clinux_notify(int descriptor, const char *text);
/* How long it waits for a sign of life; 0 where it does not. */
uint64_t clinux_service_watchdog_microseconds(void);
/* Whether what is written there goes to the journal, which reads priorities. */
int clinux_is_journal(int descriptor);

/* What a person asks of the machine before the meter starts. Room: bytes, or a negative errno. */
int clinux_may_run_real_time(int fifo_priority);
int clinux_is_clock_synchronised(void);
int64_t clinux_room_beside(const char *path);
int clinux_is_there(const char *path);
int clinux_may_write(const char *path);

/* A watchdog device: it resets the machine unless it is fed. */
int clinux_watchdog_open(const char *path, int seconds);
int clinux_watchdog_feed(int descriptor);
int clinux_watchdog_close(int descriptor);

/*
 * This process becomes a user's, with his groups and no rights but CAP_SYS_NICE and CAP_IPC_LOCK,
 * and gets none ever again. -ENOENT where there is no such user. Before any thread is made.
 */
int clinux_become(const char *user);

/* I2C by i2c-dev: plain messages by I2C_RDWR, one a call. */
int clinux_i2c_open(const char *path);
int clinux_i2c_write(int descriptor, uint16_t address, const uint8_t *bytes, size_t count);
int clinux_i2c_read(int descriptor, uint16_t address, uint8_t *bytes, size_t count);
/* The device that receive_byte asks. -EBUSY where a driver of the kernel has it. */
int clinux_i2c_claim(int descriptor, uint16_t address);
int clinux_i2c_receive_byte(int descriptor);
/* A write and a read in one transfer, with a repeated START between them and no STOP. */
int clinux_i2c_write_read(
    int descriptor, uint16_t address, const uint8_t *bytes, size_t count, uint8_t *answer,
    size_t answer_count);

/* One GPIO line. `line` is its number on the chip or its name. */
typedef struct {
    void *chip;
    void *request;
    void *edges;
    unsigned int number;
    /* Of an input whose edges the kernel stamps and keeps; else -1. */
    int descriptor;
} clinux_gpio_line;

/* One edge. Its number among those of its line, modulo 2^32, is known with libgpiod 2 alone. */
typedef struct {
    uint64_t monotonic_nanoseconds;
    int is_numbered;
    uint32_t sequence;
    int level;
} clinux_gpio_edge;

int clinux_gpio_open_output(
    const char *chip, const char *line, int level, clinux_gpio_line *opened);
int clinux_gpio_open_input(
    const char *chip, const char *line, int is_pulled_up, clinux_gpio_line *opened);
int clinux_gpio_set(const clinux_gpio_line *line, int level);
int clinux_gpio_get(const clinux_gpio_line *line);
/* Keeps the edges to one level alone, and fails where the line has no interrupt. */
int clinux_gpio_open_edges(
    const char *chip, const char *line, int to_level, clinux_gpio_line *opened);
/* Takes the oldest edge that waits: 1; 0 where none does. Never waits. */
int clinux_gpio_next_edge(const clinux_gpio_line *line, clinux_gpio_edge *edge);
/* Waits for an edge of either line: 1; 0 after the time or at a signal. */
int clinux_gpio_wait(
    const clinux_gpio_line *first, const clinux_gpio_line *second, uint64_t nanoseconds);
void clinux_gpio_close(clinux_gpio_line *line);

/* A serial port: raw, 8 data bits, no parity, 1 stop bit, not shared, not blocking. */
int clinux_serial_open(const char *path, uint32_t baud, int flow_control);
/* Throws away what waits to be sent: nobody is held up by a peer that takes nothing. */
int clinux_serial_close(int descriptor);
/* The same of each port that is open, before the program ends without closing them. */
void clinux_serial_give_up(void);
/* Waits for what was written to leave, as long as that takes at the old speed. */
int clinux_serial_set_speed(int descriptor, uint32_t baud);
long clinux_serial_write(int descriptor, const uint8_t *bytes, size_t count);
long clinux_serial_read(int descriptor, uint8_t *bytes, size_t count);

int clinux_memory_file(void);
int clinux_start_program(int descriptor, const char *option, const char *value);

/* A file of a fixed size that one process holds. */
int clinux_store_open(const char *path, int64_t size);
/* One that another process may hold: to read what is there. */
int clinux_store_open_read(const char *path);
int clinux_store_read(int descriptor, int64_t offset, uint8_t *bytes, size_t count);
int clinux_store_write(int descriptor, int64_t offset, const uint8_t *bytes, size_t count);
int clinux_store_sync(int descriptor);

/* A write that took a part of the bytes more than this often has failed with CLINUX_SHORT_WRITE,
 * which is no errno: those end at 4095. */
#define CLINUX_SHORT_WRITES_MAX 1
#define CLINUX_SHORT_WRITE 4096

/* For tests: clinux_store_write by another call than pwrite. */
typedef ssize_t (*clinux_write_at)(
    int descriptor, const void *bytes, size_t count, int64_t offset);
int clinux_store_write_by(
    clinux_write_at write_at, int descriptor, int64_t offset, const uint8_t *bytes, size_t count);

/* For tests: a pair of pseudo-terminals. `name` takes at least 64 bytes. Returns the master. */
int clinux_pty_open(char *name, size_t name_size);
