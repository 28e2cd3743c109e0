#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by installing.sh: udev itself applies the rules to the devices of the root, which are
# files. It tells by which line of which file a device gets its group.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

# Class, name and group of each device of the root; `-` where it is not the meter's.
readonly devices='gpio gpiochip0 gpio
i2c-dev i2c-6 i2c
misc kvm -
misc watchdog meter
tty ttyAMA0 dialout
tty ttyAMA4 dialout
watchdog watchdog0 meter'

# Devices that were there before the rules get their groups by a trigger, and no others.
triggers_devices() {
  local class name group found
  while read -r class name group; do
    found=$(outside head -c 6 "$root/sys/class/$class/$name/uevent")
    printf '%s %s: %s\n' "$class" "$name" "$found"
    if [[ "$group" == - ]]; then [[ "$found" != change ]]; else [[ "$found" == change ]]; fi \
      || return
  done <<<"$devices"
}

describe_device() {
  printf 'MAJOR=10\nMINOR=1\nDEVNAME=%s\n' "$2" \
    | outside tee "$root/sys/class/$1/$2/uevent" >/dev/null
}

# As udev itself applies the rules, to the groups that the package made.
gives_groups() {
  local class name group number told fault=0
  while read -r class name group; do
    describe_device "$class" "$name"
    told=$(in_root chroot "$root" udevadm test "/sys/class/$class/$name" 2>&1) || true
    number=$(outside grep "^$group:" "$root/etc/group" | cut -d: -f3)
    told=$(grep -E '60-lastmeter\.rules:[0-9]+' <<<"$told" | tr '\n' ' ')
    printf '%s %s: %s\n' "$class" "$name" "${told:-nothing}"
    if [[ "$group" == - ]]; then [[ -z "$told" ]]; else
      [[ "$told" =~ GROUP[^0-9a-z]+($number|$group)[^0-9a-z].*MODE.*0660 ]]
    fi || fault=1
  done <<<"$devices"
  [[ "$fault" -eq 0 ]]
}

# udev itself tells what it does not take; systemd from 254 on has a judge for whole files.
takes_rules() {
  local said told
  said=$(in_root chroot "$root" udevadm test /sys/class/misc/kvm 2>&1) || true
  # Without this line udev has judged nothing.
  if ! grep -q 'Reading rules file: .*60-lastmeter\.rules' <<<"$said"; then
    printf '%s\n' "$said"
    return 1
  fi
  told=$(grep -E '60-lastmeter\.rules:[0-9]+.*([Ii]nvalid|[Uu]nknown|[Ii]gnor|[Ff]ail)' \
    <<<"$said") || true
  [[ -z "$told" ]] || printf '%s\n' "$told"
  [[ -z "$told" ]] || return
  if udevadm verify --help >/dev/null 2>&1; then
    udevadm verify --resolve-names=never "$out/arm64/usr/lib/udev/rules.d/60-lastmeter.rules"
  fi
}
