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

# fails_and_returns HOW TOLD: while all transfers on the metering bus fail, meterd says so by name
# and counts no energy; once they do not, it measures on, from then on and not for the time between.
fails_and_returns() {
  local said before stopped after started seconds
  said=$(count_said "$2")
  printf 'fail 1 %s %d\n' "$1" "$transfers_max" >&7
  wait_for said_again "$2" "$said" || return
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

# While the FRAM's bus fails meterd says so and measures on; once it answers all is kept.
fram_fails_and_returns() {
  local said before stopped began seconds after
  said=$(count_said "$2")
  printf 'fail 6 %s %d\n' "$1" "$transfers_max" >&7
  wait_for said_again "$2" "$said" || return
  began=$(uptime_seconds)
  read_telegram && before=$(watt_hours) && ask "sleep $((2 * save_seconds))" \
    && wait_for tells_load || return
  stopped=$(watt_hours) seconds=$(($(uptime_seconds) - began - 1))
  printf 'fail 6 %s 0\n' "$1" >&7
  wait_for has_more_than "$stopped" || return
  after=$(watt_hours)
  printf 'board: FRAM, %s: %d Wh told, %d Wh %d s later, %d Wh once it could be written\n' \
    "$1" "$before" "$stopped" "$seconds" "$after"
  [[ "$before" -eq "$stopped" && "$after" -ge $((stopped + watts * seconds * 99 / 360000)) ]]
}

check_fram_faults() {
  check 'an FRAM that does not acknowledge is told, costs no energy, and is written after it' \
    fram_fails_and_returns nack 'the registers could not be saved'
}

check_faults() {
  check 'a converter that does not acknowledge is told, makes no energy, and is read on after it' \
    fails_and_returns nack 'the converter does not answer'
  local how
  for how in arbitration timeout; do
    check "a stuck bus ($how) is told, makes no energy, and it measures on after it" \
      fails_and_returns "$how" "the converter's bus is stuck or gone"
  done
}
