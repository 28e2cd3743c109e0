/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libsodium calls when it is used wrongly. Its own stands beside sodium_init, in one object
 * that brings Argon2, BLAKE2b, Salsa20 and X25519 with it: 34 kB. Nothing in the firmware calls
 * sodium_init: SHA-256 and Ed25519 from a seed need none of what it prepares. Where something
 * does, libsodium's own comes with it and stands before this.
 */
#include <sodium.h>
#include <stdlib.h>

__attribute__((weak)) void sodium_misuse(void) {
    abort();
}
