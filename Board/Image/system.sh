#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes a disk with a system of Debian for arm64 on which the package is installed: a virtual
# machine that has it runs meterd under the real systemd, as the package's unit says.
#
#   Board/Image/system.sh PACKAGE FILE    PACKAGE is the .deb, FILE the disk
#
# The packages of Debian are fetched once into .build-system. What needs a program of theirs to be
# installed, such as the users, systemd makes at its start.
#
# Exit codes: 0, 69 where a package is missing or apt would not install this one, 73 where the disk
# cannot be made.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Board/Toolsets/apt.sh

readonly exit_unavailable=69 exit_cant_create=73
readonly scratch=$PWD/.build-system
package=$(realpath "$1")
readonly package disk=$2
readonly packages=(base-files systemd udev dash coreutils mount sed grep)
# As much as the packages take, and some for the journal.
readonly megabytes=256
readonly left_out=(doc man locale zoneinfo info bash-completion)

fetch() {
  [[ ! -f "$scratch/ready" ]] || return 0
  rm -rf "$scratch"
  mkdir -p "$scratch"
  write_apt_configuration "$scratch/apt" arm64
  update_packages "$scratch/apt"
  APT_CONFIG=$scratch/apt/apt.conf apt-get install -q -y --download-only --no-install-recommends \
    "${packages[@]}" >"$scratch/install.log" 2>&1 \
    || { tail -n 5 "$scratch/install.log" >&2; return 1; }
  touch "$scratch/ready"
}

# What the package depends on is there, and it breaks nothing: so one call of apt installs it.
resolve() {
  local log=$scratch/resolve.log install=(apt-get install -q -y -s --no-install-recommends)
  if ! APT_CONFIG=$scratch/apt/apt.conf "${install[@]}" "$package" >"$log" 2>&1 \
    || ! grep -q '^Inst lastmeter ' "$log"; then
    tail -n 5 "$log" >&2
    return 1
  fi
}

# unpack FILE FOLDER
unpack() {
  local excluded=() name
  for name in "${left_out[@]}"; do excluded+=(--exclude "./usr/share/$name/*"); done
  dpkg-deb --fsys-tarfile "$1" | tar -C "$2" -x --keep-directory-symlink "${excluded[@]}"
}

# Debian's folders have been one since its version 12.
fill() {
  local root=$1 file name
  mkdir -p "$root"/usr/{bin,sbin,lib}
  for name in bin sbin lib; do ln -s "usr/$name" "$root/$name"; done
  for file in "$scratch"/apt/cache/archives/*.deb "$package"; do unpack "$file" "$root"; done
  echo lastmeter >"$root/etc/hostname"
  printf '%032d\n' 1 >"$root/etc/machine-id"
  local units=$root/etc/systemd/system
  mkdir -p "$units/multi-user.target.wants" "$units/lastmeter.service.d" "$root/etc/udev/rules.d"
  ln -s /lib/systemd/system/lastmeter.service "$units/multi-user.target.wants/"
  ln -s /lib/systemd/system/multi-user.target "$units/default.target"
  # Nobody logs in.
  for name in getty.target systemd-logind.service; do ln -s /dev/null "$units/$name"; done
  allow_buses "$units/lastmeter.service.d/machine.conf" "$root/etc/udev/rules.d/61-machine.rules"
}

# The machine's buses are CUSE's, of no class that the package has rules for.
allow_buses() {
  printf '[Service]\nDeviceAllow=/dev/i2c-1 rw\nDeviceAllow=/dev/i2c-6 rw\n' >"$1"
  printf 'SUBSYSTEM=="cuse", KERNEL=="i2c-*", GROUP="i2c", MODE="0660"\n' >"$2"
}

fetch && resolve || exit "$exit_unavailable"
rm -rf "$scratch/root"
fill "$scratch/root"
rm -f "$disk"
truncate -s "${megabytes}M" "$disk" && mke2fs -q -t ext4 -d "$scratch/root" "$disk" \
  || exit "$exit_cant_create"
