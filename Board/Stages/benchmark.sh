#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What a sample set costs is measured, repeatable and within its limits. How fast an hour replays
# depends on the machine: it is measured, and held against nothing.
set -euo pipefail
source Board/Stages/counts.sh
source Board/Stages/load.sh
source Board/Stages/hour.sh
need swift valgrind qemu-system-arm arm-none-eabi-gcc python3

# The limits, in instructions of x86-64. What one EmonLibCM pair of samples costs is 173.
readonly per_set_max=90 per_set_all_max=300

readonly keys='instructionsPerSampleSet instructionsPerSampleSetAll
cortexM4InstructionsPerSampleSet stateBytes replayTimesRealTime'
folder=$(mktemp -d)
readonly folder
trap 'rm -rf "$folder"' EXIT

# number KEY FILE: a positive number of one JSON object.
number() {
  python3 - "$1" "$2" <<'END'
import json, sys
try:
    value = json.load(open(sys.argv[2]))[sys.argv[1]]
except (ValueError, KeyError) as error:
    sys.exit(f"{sys.argv[1]}: {error!r}")
if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
    sys.exit(f"{sys.argv[1]} is {value}")
print(value)
END
}

only_keys() {
  python3 - "$1" "$keys" <<'END'
import json, sys
sys.exit(sorted(json.load(open(sys.argv[1]))) != sorted(sys.argv[2].split()))
END
}

# at_most KEY FILE LIMIT
at_most() {
  local found
  found=$(number "$1" "$2") || return
  printf '%s: %s, at most %s\n' "$1" "$found" "$3"
  awk -v found="$found" -v limit="$3" 'BEGIN { exit !(found <= limit) }'
}

ends_with() {
  local code=$1 status=0
  shift
  "$@" >"$folder/out" 2>&1 || status=$?
  [[ "$status" -eq "$code" ]]
}

check_numbers() {
  local key
  check 'the object has the five keys and no other' only_keys "$1"
  for key in $keys; do check "$key is a positive number" number "$key" "$1"; done
}

# The checks themselves must be able to fail.
check_checks() {
  printf '{"stateBytes": 91.5}\n' >"$folder/high"
  printf '{"stateBytes": 0}\n' >"$folder/zero"
  printf '{"stateBytes": ' >"$folder/broken"
  check 'a number above its limit is refused' ends_with 1 at_most stateBytes "$folder/high" 90
  check 'a zero is refused' ends_with 1 number stateBytes "$folder/zero"
  check 'what is no JSON is refused' ends_with 1 number stateBytes "$folder/broken"
  check 'a missing key is refused' ends_with 1 only_keys "$folder/zero"
}

run_benchmark() { Board/benchmark --json >"$folder/benchmark"; }

check_load
check_hour
check_checks
check 'an unknown option is wrong usage' ends_with 64 Board/benchmark --fast
check '--help says how it is used' ends_with 0 Board/benchmark --help
# It counts everything twice itself, and fails where the two differ.
check 'the benchmark runs, and counts the same twice' run_benchmark
if [[ ! -s "$folder/benchmark" ]]; then finish; fi
cat "$folder/benchmark"
check_numbers "$folder/benchmark"
if [[ "$(uname -m)" == x86_64 ]]; then
  check 'what runs per sample set is within its limit' \
    at_most instructionsPerSampleSet "$folder/benchmark" "$per_set_max"
  check 'with the per-block work it is within its limit' \
    at_most instructionsPerSampleSetAll "$folder/benchmark" "$per_set_all_max"
fi
finish
