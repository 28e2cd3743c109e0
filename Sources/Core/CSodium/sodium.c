/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bare microcontroller (-ffreestanding) has no libsodium: a program there stops at a hash, which
 * a replay never asks for, and one that signs or checks does not link.
 */
#include "CSodium.h"

#if __STDC_HOSTED__

#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(csodium_sha256), "the state has room");
_Static_assert(
    _Alignof(crypto_hash_sha256_state) <= _Alignof(csodium_sha256), "the state is aligned");

static crypto_hash_sha256_state *own(csodium_sha256 *state) {
    return (crypto_hash_sha256_state *)state->words;
}

void csodium_sha256_start(csodium_sha256 *state) { crypto_hash_sha256_init(own(state)); }

void csodium_sha256_update(csodium_sha256 *state, const uint8_t *bytes, size_t count) {
    crypto_hash_sha256_update(own(state), bytes, count);
}

void csodium_sha256_finish(csodium_sha256 *state, uint8_t *digest, size_t count) {
    if (count == crypto_hash_sha256_BYTES) crypto_hash_sha256_final(own(state), digest);
}

int csodium_ed25519_pair(
    const uint8_t *seed, size_t seed_count, uint8_t *pair, size_t pair_count) {
    unsigned char key[crypto_sign_ed25519_PUBLICKEYBYTES];
    if (seed_count != crypto_sign_ed25519_SEEDBYTES) return -1;
    if (pair_count != crypto_sign_ed25519_SECRETKEYBYTES) return -1;
    return crypto_sign_ed25519_seed_keypair(key, pair, seed);
}

int csodium_ed25519_sign(
    const uint8_t *pair, size_t pair_count, const uint8_t *message, size_t count,
    uint8_t *signature, size_t signature_count) {
    if (pair_count != crypto_sign_ed25519_SECRETKEYBYTES) return -1;
    if (signature_count != crypto_sign_ed25519_BYTES) return -1;
    return crypto_sign_ed25519_detached(signature, NULL, message, count, pair);
}

int csodium_ed25519_check(
    const uint8_t *signature, size_t signature_count, const uint8_t *message, size_t count,
    const uint8_t *key, size_t key_count) {
    if (signature_count != crypto_sign_ed25519_BYTES) return -1;
    if (key_count != crypto_sign_ed25519_PUBLICKEYBYTES) return -1;
    return crypto_sign_ed25519_verify_detached(signature, message, count, key);
}

void csodium_wipe(const uint8_t *bytes, size_t count) { sodium_memzero((void *)bytes, count); }

#else

void csodium_sha256_start(csodium_sha256 *state) {
    (void)state;
    __builtin_trap();
}

void csodium_sha256_update(csodium_sha256 *state, const uint8_t *bytes, size_t count) {
    (void)state, (void)bytes, (void)count;
    __builtin_trap();
}

void csodium_sha256_finish(csodium_sha256 *state, uint8_t *digest, size_t count) {
    (void)state, (void)digest, (void)count;
    __builtin_trap();
}

#endif
