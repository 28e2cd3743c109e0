/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libsodium's SHA-256 and Ed25519 use of its other parts, in their place: its own stand in
 * objects that bring random numbers, Argon2, BLAKE2b, Salsa20, ChaCha20 and X25519 with them,
 * 34 kB. Nothing in the firmware calls sodium_init: SHA-256, and Ed25519 from a seed, need none of
 * what it prepares. Where something does, the firmware does not link.
 */
#define _GNU_SOURCE
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* libsodium was used wrongly. */
void sodium_misuse(void) {
    abort();
}

/* The keys of this meter come from a seed; who asks for others gets none that are not random. */
void randombytes_buf(void *const bytes, const size_t count) {
    (void)bytes;
    (void)count;
    abort();
}

void sodium_memzero(void *const bytes, const size_t count) {
    explicit_bzero(bytes, count);
}

/* -1 where they differ. It takes as long wherever they do, and the compiler must not see why. */
int sodium_memcmp(const void *left, const void *right, size_t count) {
    const volatile unsigned char *a = left, *b = right;
    volatile unsigned char difference = 0;
    for (size_t index = 0; index < count; index += 1) difference |= a[index] ^ b[index];
    return -(difference != 0);
}

/* 1 where all are, as slowly wherever one is not. */
int sodium_is_zero(const unsigned char *bytes, const size_t count) {
    const volatile unsigned char *all = bytes;
    volatile unsigned char found = 0;
    for (size_t index = 0; index < count; index += 1) found |= all[index];
    return found == 0;
}
