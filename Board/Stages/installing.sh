#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by package.sh: dpkg installs, upgrades, removes and purges the package in a root of its
# own, with the real systemd-sysusers, systemd-tmpfiles, systemctl and udevadm. No service manager
# runs there, and devices are files, into which udevadm writes.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

source Board/Stages/rules.sh

readonly newer=$out/lastmeter_${version}_arm64.deb older=$out/older.deb dpkg_log=$out/dpkg.log
readonly state=var/lib/lastmeter settings=etc/default/lastmeter
readonly overlay=boot/firmware/overlays/lastmeter.dtbo
readonly wants_link=etc/systemd/system/multi-user.target.wants/lastmeter.service
as_root=() root=''

# Who may make users: root, else sudo, else root of a user namespace with a range of users.
find_root() {
  local way
  for way in env 'sudo -n' 'unshare --map-root-user --map-auto'; do
    read -ra as_root <<<"$way"
    [[ "$way" != env || "$(id -u)" -eq 0 ]] || continue
    if "${as_root[@]}" unshare --mount true 2>/dev/null; then return; fi
  done
  printf '%s: nobody here may install into a root of its own. Run this as root or where sudo %s\n' \
    Board/Stages/installing.sh 'asks nothing; else: apt install uidmap, ranges in /etc/sub[ug]id'
  return 1
}

# outside COMMAND...: with the rights of the root, whose files are its users'.
outside() { "${as_root[@]}" "$@"; }

in_root() { outside unshare --mount bash Board/Stages/root.sh in "$root" "$@"; }

# Nobody answers a question.
run_dpkg() {
  in_root env PATH="$PATH:/usr/sbin:/sbin" DEBIAN_FRONTEND=noninteractive LC_ALL=C \
    dpkg --root="$root" --force-confdef --force-confold "$@" </dev/null >"$dpkg_log" 2>&1 \
    && ! grep -qiE 'error|warning' "$dpkg_log" && return
  cat "$dpkg_log"
  return 1
}

make_root() {
  root=$PWD/$out/root-$1
  outside bash Board/Stages/root.sh make "$root" "$1"
}

is_there() { outside test -e "$root/$1"; }

# The same firmware by another version, whose settings had another text.
make_older() {
  rm -rf "${out:?}/older"
  dpkg-deb -R "$newer" "$out/older" || return
  sed -i 's/^Version: .*/Version: 0.0.1/' "$out/older/DEBIAN/control"
  printf '# Once there was more.\n' >>"$out/older/$settings"
  dpkg-deb --root-owner-group --build "$out/older" "$older" >/dev/null
}

user_of() { outside grep '^meter:' "$root/etc/passwd" | cut -d: -f3,4; }

has_user() {
  local group
  outside grep -qE '^meter:.*:/var/lib/lastmeter:/usr/sbin/nologin$' "$root/etc/passwd" || return
  outside grep -qE "^meter:x:$(user_of | cut -d: -f2):" "$root/etc/group" || return
  for group in i2c gpio dialout; do
    outside grep -qE "^$group:x:[0-9]+:(.*,)?meter(,|$)" "$root/etc/group" || return
  done
  [[ "$(outside grep -cE '(:|,)meter(,|$)' "$root/etc/group")" -eq 3 ]]
}

has_folder() {
  local found
  found=$(outside stat -c '%a %u:%g' "$root/$state")
  printf '%s: %s\n' "$state" "$found"
  [[ "$found" == "750 $(user_of)" ]]
}

# The overlay where the Raspberry Pi's firmware looks for it, if there is such a place.
has_overlay() { outside cmp "$root/$overlay" "$out/arm64/usr/share/lastmeter/lastmeter.dtbo"; }

calls() { outside cat "$root/var/log/systemctl" 2>/dev/null || true; }

is_enabled() { [[ "$(outside systemctl --root="$root" is-enabled lastmeter.service)" == "$1" ]]; }

# Nothing is started or turned on by installing.
stays_off() { is_enabled disabled && [[ "$(calls)" == daemon-reload ]]; }

# What a person and the meter do between two versions.
use_meter() {
  outside systemctl --root="$root" enable --quiet lastmeter.service || return
  outside bash -c "printf 'METERD_OPTIONS=mine\n' >'$root/$settings'
    printf 'energy' >'$root/$state/registers'
    chown '$(user_of)' '$root/$state/registers'
    rm -f '$root/var/log/systemctl'"
}

keeps_settings() {
  [[ "$(outside cat "$root/$settings")" == METERD_OPTIONS=mine ]] || return
  if [[ "$1" == upgraded ]]; then
    outside cmp "$root/$settings.dpkg-dist" Board/Package/lastmeter.default
  fi
}

keeps_registers() {
  [[ "$(outside cat "$root/$state/registers")" == energy \
    && "$(outside stat -c '%u:%g' "$root/$state/registers")" == "$(user_of)" ]]
}

# A service that was on goes on with the new firmware.
goes_on() {
  is_enabled enabled && calls | grep -qx 'try-restart lastmeter.service' && has_overlay
}

is_gone() {
  local path
  is_off || return
  for path in "$overlay" usr/sbin/meterd usr/lib/systemd/system/lastmeter.service \
    usr/lib/udev/rules.d/60-lastmeter.rules; do
    if is_there "$path"; then printf '%s is there\n' "$path"; return 1; fi
  done
  calls | grep -qx 'stop lastmeter.service'
}

is_forgotten() {
  ! is_there "$settings" && ! is_there "$settings.dpkg-dist" \
    && [[ -z "$(dpkg-query --admindir="$root/var/lib/dpkg" -W lastmeter 2>/dev/null)" ]]
}

check_install() {
  check 'dpkg installs it on a Raspberry Pi' run_dpkg -i "$older"
  check 'its user is in the groups of its devices, and in no other' has_user
  check 'its folder is made, for it alone' has_folder
  check 'the overlay is where the firmware looks for it' has_overlay
  check 'installing it starts nothing and turns nothing on' stays_off
  check 'udev is asked for its devices, the watchdogs too, and for no other' triggers_devices
  check 'udev gives its devices to its groups, and no other' gives_groups
  check 'udev takes the rules' takes_rules
}

check_upgrade() {
  use_meter
  check 'dpkg upgrades it' run_dpkg -i "$newer"
  check 'an upgrade keeps the settings of a person, and puts its own beside' \
    keeps_settings upgraded
  check 'an upgrade keeps the registers' keeps_registers
  check 'an upgrade keeps a service that was on, and starts it again' goes_on
  check 'its user is still in its groups' has_user
}

check_removal() {
  check 'dpkg removes it' run_dpkg -r lastmeter
  check 'nothing of it is left that runs or is loaded' is_gone
  check 'the settings are kept' keeps_settings removed
  check 'the registers are kept' keeps_registers
  check 'dpkg purges it' run_dpkg -P lastmeter
  check 'the settings are gone' is_forgotten
  check 'the registers are kept, even so' keeps_registers
}

check_plain() {
  make_root plain
  check 'dpkg installs it into an image, without overlays and a running system' run_dpkg -i "$newer"
  check 'its user is in groups that it made' has_user
  check 'its folder is made there, too' has_folder
  check 'it calls no service manager there, and makes no folder for an overlay' is_quiet
  use_meter
  check 'dpkg removes it from an image' run_dpkg -r lastmeter
  check 'nothing turns it on any more' is_off
}

is_quiet() { [[ -z "$(calls)" ]] && ! is_there boot/firmware && is_enabled disabled; }

is_off() { ! outside test -L "$root/$wants_link" && keeps_registers; }

check_installing() {
  local before=$stage_failed
  check 'there is who may install into a root of its own' find_root
  if [[ "$stage_failed" -gt "$before" ]]; then return; fi
  check 'an older package is made' make_older
  make_root pi
  check_install
  check_upgrade
  check_removal
  check_plain
  # Files of others, which a person could not remove.
  if [[ "$stage_failed" -eq "$before" ]]; then outside rm -rf "$PWD/$out"/root-*; fi
}
