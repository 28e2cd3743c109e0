#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stages that play recordings on another processor and compare with this one.

readonly replay_seconds_max=300
readonly exit_damaged=65
host_replay=.build/debug/replayproof

build_host_replay() {
  swift build --product replayproof
}

# same_replay FILE FILE: the same lines, and at least one.
same_replay() {
  [[ -s "$1" ]] && cmp -- "$1" "$2"
}

# The comparison itself must be able to fail.
check_comparison() {
  local folder=$1
  printf 'energy 12345\nblocks 7\n' >"$folder/one"
  printf 'energy 12345\nblocks 7\n' >"$folder/same"
  printf 'energy 12346\nblocks 7\n' >"$folder/digit"
  printf 'energy 12345\n' >"$folder/short"
  : >"$folder/empty"
  check 'the comparison takes equal lines' same_replay "$folder/one" "$folder/same"
  local other
  for other in digit short empty; do
    if same_replay "$folder/one" "$folder/$other" >"$folder/cmp" 2>&1 \
      || same_replay "$folder/$other" "$folder/one" >"$folder/cmp" 2>&1; then
      fail "the comparison refuses other lines: $other"
    else
      pass "the comparison refuses other lines: $other"
    fi
  done
  if same_replay "$folder/empty" "$folder/empty"; then
    fail 'the comparison refuses no lines at all'
  else
    pass 'the comparison refuses no lines at all'
  fi
}

# A copy of a recording with one bit of its middle byte flipped.
flip_a_bit() {
  local size middle byte
  size=$(stat -c %s "$1")
  middle=$((size / 2))
  byte=$(od -An -tu1 -j "$middle" -N 1 "$1")
  cp "$1" "$2"
  # shellcheck disable=SC2059
  printf "\\x$(printf %02x $((byte ^ 1)))" \
    | dd of="$2" bs=1 seek="$middle" conv=notrunc status=none
}

# replay_case NAME RECORDING CODE FOLDER COMMAND...: both end with CODE and the same lines.
replay_case() {
  local name=$1 recording=$2 code=$3 folder=$4 here=0 there=0
  shift 4
  timeout "$replay_seconds_max" "$host_replay" "$recording" >"$folder/here" || here=$?
  "$@" >"$folder/there" || there=$?
  if [[ "$here" -ne "$code" || "$there" -ne "$code" ]]; then
    fail "$name: exit code $here here, $there there, not $code"
  elif same_replay "$folder/here" "$folder/there"; then
    pass "$name: $(wc -l <"$folder/here") lines, the same as on this machine"
  else
    fail "$name: other lines than on this machine"
  fi
}

# compare_replays WHERE COMMAND: plays each shipped recording, whole and with a bit flipped, by the
# function COMMAND, which takes a path. No recording at all is a failure.
compare_replays() {
  local where=$1 command=$2 folder recording name cases=0
  folder=$(mktemp -d)
  check_comparison "$folder"
  for recording in Tests/ReplayTests/Recordings/*/input.recording; do
    [[ -f "$recording" ]] || continue
    cases=$((cases + 1))
    name=$(basename "$(dirname "$recording")")
    replay_case "$where, $name" "$recording" 0 "$folder" "$command" "$recording"
    flip_a_bit "$recording" "$folder/damaged"
    replay_case "$where, $name with a flipped bit" "$folder/damaged" "$exit_damaged" "$folder" \
      "$command" "$folder/damaged"
  done
  [[ "$cases" -gt 0 ]] || fail "$where: no recording in Tests/ReplayTests/Recordings"
  rm -rf "$folder"
}
