#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the machine's meter records all that goes into it, and this computer's
# replay of the recording ends with the registers that the machine kept, to the bit. The stage's own
# functions talk to the machine.
#
# shellcheck disable=SC2154 # the stage's variables

readonly recorded=/run/lastmeter/input.recording
# Import with a lag, and export, so that no register of a quadrant that is used stays at 0. Volts,
# amperes, degrees.
readonly recorded_loads=('230 40 30' '231.5 12 200' '228 0.4 330')
# How long each of them lasts; a block is 200 ms. Unit: seconds of the machine.
readonly load_seconds=5

# fetch PATH FILE: a file of the machine, packed, as text.
fetch() { ask "gzip -c '$1' | base64" | base64 -d | gunzip >"$2" && [[ -s "$2" ]]; }

record_and_stop() {
  local load
  for load in "${recorded_loads[@]}"; do
    printf 'load %s\n' "$load" >&7
    ask "sleep $load_seconds" || return
  done
  ask stop_meter && fetch "$recorded" "$folder/input.recording" \
    && fetch /var/lib/lastmeter/registers "$folder/registers" && ask start_meter \
    && console_says "$recorded: the recording is whole" \
    && wait_for console_says 'board: meterd ended with exit code 0'
}

# The line of registers, as both programs print it; a replay counts the saves of its own life.
replayed_registers() {
  "$bench" replay --exact "$folder/input.recording" >"$folder/replay.txt" \
    && sed -nE 's/^(registers .*) saves .*/\1/p' "$folder/replay.txt"
}

# Each register that the loads reach has counted, and all are the same, what is below a millionth of
# a watt-hour included.
replays_to_kept() {
  local name
  "$bench" ledger registers "$folder/registers" >"$folder/kept.txt" \
    && replayed_registers >"$folder/replayed.txt" || return
  printf 'board: recorded %d bytes; ' "$(stat -c %s "$folder/input.recording")"
  cat "$folder/kept.txt"
  for name in import_uWh export_uWh fundamental_import_uWh fundamental_export_uWh \
    q1_uvarh q3_uvarh q4_uvarh apparent_import_uVAh apparent_export_uVAh; do
    grep -qE " $name [1-9]" "$folder/kept.txt" || { printf 'board: no %s\n' "$name"; return 1; }
  done
  cmp "$folder/kept.txt" "$folder/replayed.txt"
}

# The next start finds the recording there, leaves it as it is, and measures.
goes_on_without_recording() {
  wait_for console_says "$recorded: nothing is recorded: there is such a file already" \
    && wait_for has_more_than 0
}

check_recording() {
  check 'a third board has its chips' start_chips recorded
  check 'it boots, and records what goes into the meter' power_on --record "$recorded"
  need_machine
  check 'it measures import and export, and is stopped in order' record_and_stop
  check 'the replay of what it recorded ends with the registers that it kept, to the bit' \
    replays_to_kept
  check 'a recording that is there is left, and the meter runs without one' \
    goes_on_without_recording
}
