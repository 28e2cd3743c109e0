#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage benchmark, whose folder it uses: whether the run loop of meterd loses samples
# in an hour at full load, on simulated time.
#
# The sampler's thread fills the ring that meterd has; the main loop's clock passes by its own
# instructions, by calls of the kernel, pauses and messages on the second bus. How long the thread
# leaves the converter alone between two bursts is assumed (`HourBus`).
#
# shellcheck disable=SC2154 # the stage's folder

readonly hour_seconds_max=120
# What must be refused is seen in two minutes.
readonly short_hour=120

# play_hour NAME ARGUMENT...: what the program said is in $folder/hour.NAME
play_hour() {
  local program said=$folder/hour.$1
  program=$(swift build -c release --show-bin-path)/loadproof || return
  shift
  timeout "$hour_seconds_max" "$program" hour "$@" >"$said" 2>&1
}

hour_said() { sed -n "s/^$2 //p" "$folder/hour.$1"; }

# An hour in which nothing is lost, and its figures.
hour_holds() {
  play_hour "$@" || { cat "$folder/hour.$1"; return 1; }
  printf 'hour: display on %s: %s runs, %s overruns, %s at most in the ring, one for %s ms; ' \
    "$1" "$(hour_said "$1" runs)" "$(hour_said "$1" overruns)" "$(hour_said "$1" waiting)" \
    "$(hour_said "$1" waitMilliseconds)"
  printf 'a pulse at most %s µs after it was due; ' "$(hour_said "$1" pulseMicroseconds)"
  awk -v captured="$(hour_said "$1" captured)" -v busy="$(hour_said "$1" busyPermille)" \
    -v gap="$(hour_said "$1" gapNanoseconds)" 'BEGIN {
      printf "%.3f %% of what SCL allows, %.0f ms booked as gap; ", captured / 10000, gap / 1e6
      printf "main loop busy %.1f %%\n", busy / 10
    }'
}

# refuses_hour NAME FIGURE ARGUMENT...: for that figure, and for no other than it and its fault.
refuses_hour() {
  local name=$1 figure=$2 status=0 refused
  shift 2
  play_hour "$name" --seconds "$short_hour" "$@" || status=$?
  refused=$(hour_said "$name" refused | grep -v -x faults)
  if [[ "$status" -ne 70 || "$refused" != "$figure" ]]; then
    cat "$folder/hour.$name"
    return 1
  fi
}

# Of the hours of so many names the meter booked nothing as a gap.
hours_have_no_gap() {
  local name
  for name in "$@"; do [[ "$(hour_said "$name" gapNanoseconds)" == 0 ]] || return; done
}

check_hour() {
  check 'the hour is built' swift build -c release --product loadproof
  check 'a main loop held for longer than the ring lasts has an overrun, and is refused' \
    refuses_hour late overruns --stall 3000
  check 'held for 2 s it loses nothing' play_hour held --seconds "$short_hour" --stall 2000
  check 'a bus left alone for 1 ms before each burst captures too little, and is refused' \
    refuses_hour slow captured --idle 1000
  check 'a radio that nobody asks is no full load, and is refused' \
    refuses_hour alone readings --alone
  check 'an FRAM that is written at one go makes pulses and events late, and is refused' \
    refuses_hour whole $'pulseMicroseconds\nwaitMilliseconds' --display expander --part 4352
  check 'an hour at full load has no overrun and 99.5 % of what SCL allows, the display on lines' \
    hour_holds lines
  check 'nor has one with the display and the FRAM on a bus of 100 kHz, which captures as much' \
    hour_holds expander --display expander
  check 'of none of the three the meter books anything as a gap, however late it is' \
    hours_have_no_gap held lines expander
}
