#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prepares the build of the arm64 firmware in .build-arm64: Debian's static libgpiod and libi2c for
# arm64, and a toolset for SwiftPM. The toolset's paths are absolute, so it is written, not kept.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Board/Toolsets/lists.sh

readonly scratch=$PWD/.build-arm64
readonly sysroot=$scratch/sysroot apt=$scratch/apt
readonly libraries=$sysroot/usr/lib/aarch64-linux-gnu
readonly compiler=aarch64-linux-gnu-gcc

# An apt of our own: the machine's package lists and its architectures stay as they are.
write_apt_configuration() {
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
  : >"$apt/state/status"
  cat >"$apt/apt.conf" <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "$(id -un)";
Dir::State "$apt/state/";
Dir::State::status "$apt/state/status";
Dir::Cache "$apt/cache/";
END
}

fetch_libraries() {
  export APT_CONFIG=$apt/apt.conf
  apt-get update -q >"$apt/update.log" 2>&1 || true
  if ! (cd "$apt/packages" && apt-get download -q libgpiod-dev libi2c-dev) >"$apt/download.log" 2>&1
  then
    cat "$apt/update.log" "$apt/download.log" >&2
    printf 'arm64: libgpiod-dev and libi2c-dev for arm64 could not be fetched\n' >&2
    return 1
  fi
  local package
  for package in "$apt"/packages/*.deb; do dpkg -x "$package" "$sysroot"; done
}

in_compiler() { readlink -f "$("$compiler" -print-file-name="$1")"; }

# without_unwinding FILE...: copies of libraries without their tables for exceptions, 58 kB of which
# the firmware throws none; says where they are.
without_unwinding() {
  local library copy
  mkdir -p "$scratch/libraries"
  for library in "$@"; do
    copy=$scratch/libraries/$(basename "$library")
    aarch64-linux-gnu-objcopy --remove-section .eh_frame "$library" "$copy" >&2 || return
    printf '%s\n' "$copy"
  done
}

# glibc's headers: the cross package's directory, or the machine's own where it is an arm64 itself.
header_directories() {
  if [[ -d /usr/aarch64-linux-gnu/include ]]; then
    printf '/usr/aarch64-linux-gnu/include\n'
  else
    printf '/usr/include/aarch64-linux-gnu\n/usr/include\n'
  fi
  printf '%s\n' "$sysroot/usr/include"
}

write_arm64_toolset() {
  local swift_c=() c=(-ffunction-sections -fdata-sections) directory unicode static=()
  while IFS= read -r directory; do
    swift_c+=(-Xcc -isystem -Xcc "$directory")
    c+=(-isystem "$directory")
  done < <(header_directories)
  mapfile -t static < <(
    without_unwinding "$libraries/libgpiod.a" "$libraries/libi2c.a" "$(in_compiler libm.a)" \
      "$(in_compiler libc.a)" "$(in_compiler libgcc.a)" "$(in_compiler libgcc_eh.a)"
  )
  if [[ ${#static[@]} -ne 6 ]]; then
    printf 'arm64: the libraries cannot be copied without their unwind tables\n' >&2
    return 1
  fi
  unicode=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
  unicode+=/lib/swift/embedded/aarch64-none-none-elf/libswiftUnicodeDataTables.a
  write_toolset "$scratch/toolset.json" \
    swiftCompiler -enable-experimental-feature Embedded -wmo -Osize -Xfrontend -function-sections \
    "${swift_c[@]}" -use-ld=lld -Xclang-linker -nostdlib -Xclang-linker -static \
    cCompiler "${c[@]}" \
    linker --gc-sections --icf=all "-L$libraries" \
    "$(in_compiler crt1.o)" "$(in_compiler crti.o)" "$(in_compiler crtbeginT.o)" --start-group \
    "${static[@]}" "$unicode" --end-group "$(in_compiler crtend.o)" "$(in_compiler crtn.o)"
}

mkdir -p "$scratch"
if [[ ! -f "$libraries/libgpiod.a" || ! -f "$libraries/libi2c.a" ]]; then
  write_apt_configuration
  fetch_libraries
fi
for library in libgpiod.a libi2c.a; do
  if [[ ! -f "$libraries/$library" ]]; then
    printf 'arm64: the arm64 package has no %s\n' "$library" >&2
    exit 1
  fi
done
write_arm64_toolset
