#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the machine's disk is full, and then may not be written. The stage's
# own functions talk to the machine.
#
# shellcheck disable=SC2154 # the stage's variables

readonly store_folder=/var/lib/lastmeter
readonly store_refused='the registers could not be saved'

# On a disk without room the file of the registers has all of its own: nothing is refused, and what
# is measured is kept on.
full_disk_costs_nothing() {
  local said told limit seconds=$((2 * save_seconds))
  said=$(count_said "$store_refused")
  # shellcheck disable=SC2016
  ask "! dd if=/dev/zero of=$store_folder/filler bs=64k 2>/run/filler.txt; sync; \
    grep 'No space left' /run/filler.txt" || return
  read_telegram || return
  told=$(watt_hours)
  limit=$((told + watts * seconds / 3600))
  wait_for has_more_than "$limit" || return
  printf 'board: on a full disk %d Wh told, and then %d Wh\n' "$told" "$(watt_hours)"
  ask "rm $store_folder/filler" && [[ "$(count_said "$store_refused")" -eq "$said" ]]
}

# The kernel makes the disk read-only, as it does after an error of a disk: that is told, nothing is
# kept meanwhile, where two saves would have come, it measures on, and all of it is kept as soon as
# the disk can be written.
read_only_disk_loses_nothing() {
  local said before stopped began seconds after
  said=$(count_said "$store_refused")
  ask "echo u >/proc/sysrq-trigger" && wait_for said_again "$store_refused" "$said" || return
  began=$(uptime_seconds)
  read_telegram && before=$(watt_hours) && ask "sleep $((2 * save_seconds))" \
    && wait_for tells_load || return
  stopped=$(watt_hours) seconds=$(($(uptime_seconds) - began - 1))
  # shellcheck disable=SC2016 # the machine's shell has this variable
  ask 'mount -o remount,rw "$store" /var/lib/lastmeter' || return
  wait_for has_more_than "$stopped" || return
  after=$(watt_hours)
  printf 'board: read-only: %d Wh told, %d Wh %d s later, %d Wh once it could be written\n' \
    "$before" "$stopped" "$seconds" "$after"
  [[ "$before" -eq "$stopped" && "$after" -ge $((stopped + watts * seconds * 99 / 360000)) ]] \
    && wait_for has_events 'store of registers: readOnly' 1
}

check_disk() {
  need_machine
  check 'a full disk costs nothing' full_disk_costs_nothing
  check 'a disk that may not be written is told, and loses nothing' read_only_disk_loses_nothing
  check 'the registers survive a cut of power after that' survives_cut
}
