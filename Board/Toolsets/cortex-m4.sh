#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prepares the build for a bare Cortex-M4 in .build-cortex-m4: the start-up object and a toolset for
# SwiftPM. The toolset's paths are absolute, so it is written here, not kept.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Board/Toolsets/lists.sh

readonly scratch=$PWD/.build-cortex-m4 sources=$PWD/Board/Toolsets/cortex-m4
readonly compiler=arm-none-eabi-gcc
readonly cpu=(-mcpu=cortex-m4 -mthumb -mfloat-abi=soft)

in_compiler() { readlink -f "$("$compiler" "${cpu[@]}" -print-file-name="$1")"; }

mkdir -p "$scratch"
"$compiler" "${cpu[@]}" -O2 -Wall -Wextra -Werror -ffreestanding -fno-builtin \
  -c "$sources/startup.c" -o "$scratch/startup.o"
# There is no libsodium for it, and the package names it for every program: an archive of nothing.
arm-none-eabi-ar rc "$scratch/libsodium.a"
write_toolset "$scratch/toolset.json" \
  swiftCompiler -enable-experimental-feature Embedded -wmo -Xfrontend -function-sections \
  -Xcc -mcpu=cortex-m4 -Xcc -mfloat-abi=soft -Xcc -fshort-enums -Xcc -ffreestanding \
  -use-ld=lld -Xclang-linker -nostdlib -Xclang-linker -static \
  cCompiler -mcpu=cortex-m4 -mfloat-abi=soft -fshort-enums -ffreestanding -ffunction-sections \
  -fdata-sections \
  linker -L "$scratch" -T "$sources/link.ld" --gc-sections "$scratch/startup.o" \
  "$(in_compiler libc_nano.a)" "$(in_compiler libgcc.a)"
