#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the package on a system of Debian, whose systemd runs meterd in the
# virtual machine as the unit says: confined, watched, stopped and started.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

make_system() {
  Board/package arm64 >"$folder/package.log" 2>&1 || { cat "$folder/package.log"; return 1; }
  Board/Image/system.sh "$(echo .build-package/lastmeter_*_arm64.deb)" "$folder/system"
}

# systemd starts what is told by READY.
starts_with_system() {
  Board/machine "$folder" --fram /dev/i2c-6 >"$folder/machine.log" 2>&1 &
  machine=$!
  wait_for console_says 'board: GPIO lines' || { show_logs; return 1; }
  exec 8<>"$folder/control.in" 9<>"$folder/control.out"
  wait_for is_active || { ask 'journalctl --no-pager -u lastmeter -n 20'; return 1; }
  [[ "$(property StatusText)" == measuring && "$(property NRestarts)" == 0 ]]
}

# Where the first reading is there 0.82 s after the start, on the time of buses and of pauses
# [FirstReadingTests], so much is left for the processor. Unit: milliseconds.
readonly start_max=180
# The machine has 125 million instructions a second [Board/machine], a core of 1.5 GHz that takes a
# cycle for each has twelve times as many.
readonly cores_of_machine=12

# What meterd took of the processor until systemd heard it, and was asked.
starts_in_time() {
  local ticks took
  ticks=$(ask "cut -d ' ' -f 14,15 /proc/\$($meter_process)/stat") || return
  took=$(((${ticks% *} + ${ticks#* }) * 10 / cores_of_machine))
  printf 'board: the start took %d ms of a core of 1.5 GHz, at most %d\n' "$took" "$start_max"
  is_within "$took" 1 "$start_max"
}

is_active() { [[ "$(property ActiveState)" == active ]]; }

# property NAME: of the service, as systemd has it.
property() { ask "systemctl show lastmeter -p $1 --value"; }

# mount_of PATH: how the service has it mounted, ro or rw [proc(5), mountinfo].
mount_of() {
  ask "sed -nE 's|^[0-9]+ [0-9]+ [^ ]+ [^ ]+ $1 (r[ow]).*|\\1|p' \
    /proc/\$($meter_process)/mountinfo" | tail -n 1
}

# The user of the package, two rights of root and no way to more, a filter of system calls, and
# nothing of the disk to write to but its own folder.
is_confined() {
  local user groups
  user=$(ask 'id -u meter') || return
  groups=$(ask "sed -nE 's/^(gpio|i2c|dialout|meter):[^:]*:([0-9]+):.*/\\2/p' /etc/group") || return
  printf 'board: by systemd %s, user %s, rights %s, filters %s, / %s, /var/lib/lastmeter %s\n' \
    "$(property StatusText)" "$user" "$(status CapEff)" "$(status Seccomp_filters)" \
    "$(mount_of /)" "$(mount_of /var/lib/lastmeter)"
  [[ "$(status Uid | tr '\t' '\n' | sort -u)" == "$user" && "$user" -gt 0 ]] \
    && [[ $((16#$(status CapEff))) -eq "$service_capabilities" ]] \
    && [[ $((16#$(status CapBnd))) -eq "$service_capabilities" ]] \
    && [[ "$(status NoNewPrivs)" -eq 1 && "$(status Seccomp)" -eq 2 ]] \
    && [[ "$(mount_of /)" == ro && "$(mount_of /var/lib/lastmeter)" == rw ]] \
    && [[ "$(status Groups | tr ' ' '\n' | sed '/^$/d' | sort)" == "$(sort <<<"$groups")" ]]
}

# The service manager hears WATCHDOG=1.
is_heard() {
  local before
  before=$(property WatchdogTimestampMonotonic) || return
  ask 'sleep 7' && [[ "$(property WatchdogTimestampMonotonic)" -gt "$before" ]]
}

has_restarted() { [[ "$(property NRestarts)" -eq 1 ]] && is_active; }

# One that hangs is ended, and the next one goes on from what was kept.
restarts_what_hangs() {
  local told
  wait_for has_more_than 0 || return
  # Without a load the registers stay as they are kept.
  printf 'load %d 0\n' "$volts" >&7
  ask "sleep $save_seconds" && read_telegram && told=$(watt_hours) || return
  ask "kill -STOP \$($meter_process)" || return
  wait_for has_restarted || return
  read_telegram && [[ "$(watt_hours)" -eq "$told" ]] || return
  printf 'load %d %d\n' "$volts" "$amperes" >&7
  wait_for has_more_than "$told"
}

# In time, or it would be killed [TimeoutStopSec=]; it is made safe then, and all that was measured
# is kept.
stops_and_starts() {
  local told
  wait_for tells_load && told=$(watt_hours) || return
  ask 'systemctl stop lastmeter' || return
  # What was carried out is known until the next start.
  [[ "$(property Result)" == success && "$(property ExecMainStatus)" -eq 0 ]] \
    && property ExecStopPost | grep -q 'code=exited ; status=0' || return
  ask 'systemctl start lastmeter' && read_telegram \
    && is_within "$(watt_hours)" "$told" $((told + watts * save_seconds / 3600))
}

# by_system IMAGE: what somebody does on a board that has the package.
by_system() {
  local install="/usr/sbin/meterd --install /run/image --staging $staging --user meter"
  ask 'systemctl stop lastmeter' && put_image "$1" && ask "$install --upgrade-key $key" \
    && ask 'systemctl start --no-block lastmeter'
}

# journal_count TEXT: lines of the service's journal.
journal_count() { ask "journalctl -u lastmeter -o cat | grep -c '$1'"; }

journal_has() { [[ "$(journal_count "$1")" -eq "$2" ]]; }

# The firmware of a slot runs in the place of the one that is built in, with its rights and filters,
# and takes no more memory; systemd hears it, and it says itself that it works.
updates_by_system() {
  by_system new && wait_for journal_has 'starts firmware 9.0.1 of slot a' 1 || return
  wait_for is_active && is_confined && wait_for tells_load && is_heard && memory_is_small \
    && wait_for record_is '1 0 0 255'
}

# One that ends at once is started again by systemd until it is given up.
gives_up_by_system() {
  by_system ends && wait_for journal_has 'starts firmware 9.0.1 of slot a' 2 || return
  wait_for is_active && wait_for tells_load && wait_for record_is '1 0 0 255' \
    && journal_has 'starts firmware 9.0.2 of slot b' 3
}

check_system() {
  hexdump='/busybox hexdump'
  meter_process='systemctl show lastmeter -p MainPID --value'
  check 'a board has its chips, and a disk' start_chips system
  check 'a system of Debian is made for it, with the package' make_system
  check 'systemd starts the service, and hears that it measures' starts_with_system
  need_machine
  check 'its start leaves the first reading within a second' starts_in_time
  check 'its user, rights, files and system calls are those of the unit' is_confined
  check 'what is at the terminals is told from there' wait_for tells_load
  check 'systemd hears that it lives' is_heard
  check 'one that hangs is ended and started again, and goes on from what was kept' \
    restarts_what_hangs
  check 'systemd stops it within its time, makes it safe, and starts it again' stops_and_starts
  check 'under systemd, too, meterd replaces itself, confined as before' updates_by_system
  check 'firmware that ends at once is given up there' gives_up_by_system
  power_off
}
