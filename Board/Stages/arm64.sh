#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The arm64 firmware links into one static executable below its size limit, runs, and replays
# recordings to the bits of this machine.
set -euo pipefail
source Board/Stages/counts.sh
source Board/Stages/firmware.sh
source Board/Stages/replays.sh

readonly firmware_bytes_max=1000000
# Where qemu-user-static is but a name for qemu-user (Debian 13), the program has no suffix.
emulator=qemu-aarch64-static
command -v "$emulator" >/dev/null || emulator=qemu-aarch64
readonly emulator
need swift gcc aarch64-linux-gnu-gcc aarch64-linux-gnu-strip aarch64-linux-gnu-readelf "$emulator"

is_static() {
  aarch64-linux-gnu-readelf -hl "$stripped" >.build-arm64/elf.txt
  grep -q 'Machine:.*AArch64' .build-arm64/elf.txt && ! grep -q INTERP .build-arm64/elf.txt
}

is_small() {
  local size
  size=$(stat -c %s "$stripped")
  printf 'arm64 firmware: %d bytes stripped, limit %d\n' "$size" "$firmware_bytes_max"
  [[ "$size" -lt "$firmware_bytes_max" ]]
}

says_version() {
  local wanted said
  wanted=$(sed -nE 's/.*text: StaticString = "([^"]+)".*/meterd \1/p' \
    Sources/Device/Meter/Version.swift)
  said=$("$emulator" "$stripped" --version)
  printf '%s\n' "$said"
  [[ -n "$wanted" && "$said" == "$wanted" ]]
}

refuses_wrong_arguments() {
  local status=0
  "$emulator" "$stripped" --no-such-option || status=$?
  [[ "$status" -eq 64 ]]
}

names_missing_board() {
  local status=0 said
  said=$("$emulator" "$stripped" --i2c /dev/no-such-bus 2>&1) || status=$?
  printf '%s\n' "$said"
  [[ "$status" -eq 69 && "$said" == *'/dev/no-such-bus: no such device'* ]]
}

# What meterd has in the place of the C library's printf writes as that does.
printf_is_right() {
  local own=.build-arm64/printf
  gcc -std=c11 -Wall -Wextra -Werror -Dvsnprintf=small_vsnprintf -c -o "$own.o" \
    Board/Toolsets/arm64/small-printf.c \
    && gcc -std=c11 -Wall -Wextra -Werror -Wno-format-zero-length -o "$own" \
      Board/Stages/printf.c "$own.o" && "$own"
}

replay_on_arm64() { timeout "$replay_seconds_max" "$emulator" "$stripped" --replay "$1"; }

check 'the host replay builds' build_host_replay
check 'the firmware links' build_firmware
if [[ ! -x "$stripped" ]]; then finish; fi
check 'it is one static executable for arm64' is_static
check 'it is small enough' is_small
check 'it says its version' says_version
check 'it refuses wrong arguments with exit code 64' refuses_wrong_arguments
check 'it names the missing bus with exit code 69' names_missing_board
check 'its printf writes what the C library does' printf_is_right
compare_replays arm64 replay_on_arm64
finish
