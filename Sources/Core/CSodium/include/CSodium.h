/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is used of libsodium, with the length of each piece of memory beside it, so that Swift hands
 * over borrowed bytes and no pointer. None allocates, reads random numbers or needs sodium_init.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#if __has_include(<ptrcheck.h>)
#include <lifetimebound.h>
#include <ptrcheck.h>
#endif
#ifndef __counted_by
#define __counted_by(count)
#endif
#ifndef __noescape
#define __noescape
#endif

/* Room for libsodium's own state; sodium.c checks that it is enough. */
typedef struct {
    uint64_t words[13];
} csodium_sha256;

/* FIPS 180-4. `digest` takes 32 bytes; the state is spent with it. */
void csodium_sha256_start(csodium_sha256 *state);
void csodium_sha256_update(
    csodium_sha256 *state, const uint8_t *__counted_by(count) bytes __noescape, size_t count);
void csodium_sha256_finish(
    csodium_sha256 *state, uint8_t *__counted_by(count) digest __noescape, size_t count);

/*
 * RFC 8032, Ed25519. `seed` has 32 bytes, `pair` 64: the seed and the public key; `signature` 64.
 * Each returns 0, or -1 where a length is another or, of a check, the signature is wrong.
 */
int csodium_ed25519_pair(
    const uint8_t *__counted_by(seed_count) seed __noescape, size_t seed_count,
    uint8_t *__counted_by(pair_count) pair __noescape, size_t pair_count);
int csodium_ed25519_sign(
    const uint8_t *__counted_by(pair_count) pair __noescape, size_t pair_count,
    const uint8_t *__counted_by(count) message __noescape, size_t count,
    uint8_t *__counted_by(signature_count) signature __noescape, size_t signature_count);
int csodium_ed25519_check(
    const uint8_t *__counted_by(signature_count) signature __noescape, size_t signature_count,
    const uint8_t *__counted_by(count) message __noescape, size_t count,
    const uint8_t *__counted_by(key_count) key __noescape, size_t key_count);

/*
 * Zeros that no optimiser leaves out, where a secret lies whose owner ends: Swift lends what it
 * destroys only for reading.
 */
void csodium_wipe(const uint8_t *__counted_by(count) bytes __noescape, size_t count);
