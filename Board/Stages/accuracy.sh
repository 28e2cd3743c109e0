#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# One specimen of each simulated board, calibrated and measured at every test point that it claims:
# a row outside what must be held, or not measured, has failed.
set -euo pipefail
source Board/Stages/counts.sh
need swift python3

readonly table=Calibration/TestPoints.csv program=.build/release/meterbench
readonly results=.build-logs/accuracy.json report=.build-logs/accuracy.html
readonly accuracy_seconds_max=600
readonly exit_exceeded=1 exit_damaged=65 exit_absent=66

# ends_with CODE COMMAND...: whether the command's exit code is that one.
ends_with() {
  local wanted=$1 status=0
  shift
  "$@" >/dev/null 2>&1 || status=$?
  [[ "$status" -eq "$wanted" ]]
}

measure() {
  timeout "$accuracy_seconds_max" "$program" accuracy --seeds 1 --json --report "$report" \
    >"$results"
}

# Prints the rows that are not held, then how many are and how many are not.
count_rows() {
  python3 - "$results" <<'END'
import json
import sys

held = exceeded = 0
for row in json.load(open(sys.argv[1])):
    error, bound = row["error_percent"], row["limit_percent"] * row["share_held"]
    if error is not None and abs(error) <= bound:
        held += 1
        continue
    exceeded += 1
    print(f"FAILED: {row['board']}, {row['point']}: {error} %, at most {bound:g} %")
print(held, exceeded)
END
}

check 'meterbench builds for release' swift build -c release --product meterbench
if [[ "$stage_failed" -gt 0 ]]; then finish; fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -n 3 "$table" >"$folder/impossible.csv"
printf 'S,1,impossible,active,error,sine,1,5,cos 1,50,1,0.000001,1,reference,none\n' \
  >>"$folder/impossible.csv"
sed 's/,active,/,actve,/' "$folder/impossible.csv" >"$folder/damaged.csv"
check 'a limit that nothing can hold is exceeded' ends_with "$exit_exceeded" \
  "$program" accuracy --seeds 1 --table "$folder/impossible.csv"
check 'a damaged table is refused' ends_with "$exit_damaged" \
  "$program" accuracy --seeds 1 --table "$folder/damaged.csv"
check 'a missing table is told' ends_with "$exit_absent" \
  "$program" accuracy --seeds 1 --table "$folder/none.csv"

rm -f "$results"
status=0
measure || status=$?
if [[ ! -s "$results" ]]; then
  fail "meterbench accuracy left no rows, exit $status"
  finish
fi
rows=$(count_rows)
grep '^FAILED' <<<"$rows" || true
read -r held exceeded < <(tail -n 1 <<<"$rows")
printf 'accuracy: %d rows held, %d not; the report is %s\n' "$held" "$exceeded" "$report"
stage_passed=$((stage_passed + held))
stage_failed=$((stage_failed + exceeded))
if [[ $((held + exceeded)) -eq 0 ]]; then fail 'no row was measured'; fi
if [[ "$status" -ne 0 && "$exceeded" -eq 0 ]]; then fail "meterbench accuracy, exit $status"; fi
finish
