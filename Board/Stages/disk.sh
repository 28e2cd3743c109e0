#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the machine's disk is full. The stage's own functions talk to the
# machine.
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

check_disk() {
  if [[ -z "$machine" ]]; then return; fi
  check 'a full disk costs nothing' full_disk_costs_nothing
}
