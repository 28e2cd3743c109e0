#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A small Debian in a folder, in which a package's scripts run with the real programs of systemd.
#
#   root.sh make FOLDER pi|plain     a Raspberry Pi with its devices, or a board that is not running
#   root.sh in FOLDER COMMAND...     runs a command that sees the machine's /proc there
#
# Run as root, or as root of a user namespace.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
root=$2

# copy PROGRAM NAME: with the libraries that it loads; /lib is a link to /usr/lib.
copy() {
  local program library
  program=$(type -P "$1")
  install -D -m 755 "$program" "$root/usr/bin/$2"
  ldd "$program" | grep -oE '/[^ )]+' | while read -r library; do
    install -D -m 755 "$library" "$root/usr/${library#/usr}"
  done
}

# wrap PROGRAM SETTING: what is called is written down; the real program does it.
wrap() {
  copy "$1" "$1.real"
  printf '#!/bin/sh\necho "$*" >>/var/log/%s\nexport %s\nexec %s.real "$@"\n' "$1" "$2" "$1" \
    >"$root/usr/bin/$1"
  chmod 755 "$root/usr/bin/$1"
}

# add_device CLASS NAME: udevadm writes into `uevent` of what it triggers.
add_device() {
  local folder=$root/sys/devices/virtual/$1/$2
  mkdir -p "$folder" "$root/sys/class/$1"
  printf 'MAJOR=10\nMINOR=1\nDEVNAME=%s\n' "$2" >"$folder/uevent"
  ln -s "../../../../class/$1" "$folder/subsystem"
  ln -s "../../devices/virtual/$1/$2" "$root/sys/class/$1/$2"
}

make_root() {
  local folder native
  native=$(dpkg --print-architecture)
  rm -rf "$root"
  mkdir -p "$root"/{etc,proc,dev,sys,run,tmp,boot,var/log,usr/bin,usr/sbin,usr/lib,usr/lib64}
  mkdir -p "$root"/var/lib/dpkg/{info,updates}
  for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
  : >"$root/dev/null"
  copy dash sh
  for program in cp rm systemd-sysusers systemd-tmpfiles; do copy "$program" "$program"; done
  # Without a manager to talk to, but in a system that starts.
  wrap systemctl SYSTEMD_OFFLINE=1
  wrap udevadm 'SYSTEMD_IGNORE_CHROOT=1 SYSTEMD_DEVICE_VERIFY_SYSFS=0'
  printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\ntty:x:5:\ndialout:x:20:\n' >"$root/etc/group"
  printf '%s\narm64\n' "$native" | uniq >"$root/var/lib/dpkg/arch"
  for folder in systemd udev; do
    # Folders that others have, too, stay when the package goes.
    printf '%s\n' /. /etc /usr /usr/lib /usr/sbin /usr/share /usr/share/man /var \
      >"$root/var/lib/dpkg/info/$folder.list"
    printf 'Package: %s\nStatus: install ok installed\nArchitecture: %s\n' "$folder" "$native"
    printf 'Multi-Arch: foreign\nVersion: 252\nMaintainer: nobody\nDescription: stands here\n\n'
  done >"$root/var/lib/dpkg/status"
}

# What a running Raspberry Pi has more; its groups have numbers of their own.
add_pi() {
  mkdir -p "$root/boot/firmware/overlays" "$root/run/systemd/system"
  printf 'gpio:x:986:\ni2c:x:994:\n' >>"$root/etc/group"
  add_device i2c-dev i2c-6
  add_device gpio gpiochip0
  add_device tty ttyAMA0
  add_device tty ttyAMA4
  add_device watchdog watchdog0
  add_device misc watchdog
  add_device misc kvm
}

case "$1" in
  make)
    make_root
    if [[ "$3" == pi ]]; then add_pi; fi
    ;;
  in)
    shift 2
    mount --rbind /proc "$root/proc"
    mount --bind /dev/null "$root/dev/null"
    exec "$@"
    ;;
esac
