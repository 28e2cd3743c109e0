#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: what of the machine's world fails and comes back. The stage's own
# functions talk to the machine.
#
# shellcheck disable=SC2154 # the stage's variables

# Transfers that are never used up.
readonly transfers_max=1000000

count_said() { grep -c "$1" "$folder/console.log" || true; }

said_again() { [[ "$(count_said "$1")" -gt "$2" ]]; }

# fails_and_returns HOW: while all transfers on the metering bus fail, meterd says so and counts no
# energy; once they do not, it measures on, from then on and not for the time between.
fails_and_returns() {
  local said before stopped after started seconds
  said=$(count_said 'the converter does not answer')
  printf 'fail 1 %s %d\n' "$1" "$transfers_max" >&7
  wait_for said_again 'the converter does not answer' "$said" || return
  # What was measured before has been told after the next save.
  ask "sleep $save_seconds" && read_telegram || return
  before=$(watt_hours)
  ask "sleep $save_seconds" && read_telegram || return
  stopped=$(watt_hours)
  # The machine's clock is read in whole seconds.
  started=$(uptime_seconds)
  printf 'fail 1 %s 0\n' "$1" >&7
  wait_for has_more_than "$stopped" && wait_for tells_load || return
  after=$(watt_hours) seconds=$(($(uptime_seconds) - started + 2))
  printf 'board: %s: %d Wh told, %d Wh after the next save, %d Wh %d s after its end\n' \
    "$1" "$before" "$stopped" "$after" "$seconds"
  [[ "$before" -eq "$stopped" ]] \
    && is_within "$after" "$stopped" $((stopped + watts * seconds * 1005 / 1000 / 3600 + 1))
}

check_faults() {
  local how
  for how in nack arbitration timeout; do
    check "transfers that fail ($how) are told, make no energy, and it measures on after them" \
      fails_and_returns "$how"
  done
}
