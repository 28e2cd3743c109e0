#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A day of the whole simulated meter on an ether that loses a fifth of all receptions ends with
# the summations and the maximum demands equal at the gateway.
set -euo pipefail
source Board/Stages/counts.sh
need swift python3

readonly program=.build/release/meterbench
readonly result=.build-logs/endurance.json
readonly endurance_seconds_max=900

# Prints what came of it and, last, how many registers are equal and how many are not.
count_registers() {
  python3 - "$result" <<'END'
import json
import sys

result = json.load(open(sys.argv[1]))
registers = result["registers"]
equal = [r for r in registers if r["gateway"] == r["meter"]]
for row in registers:
    if row not in equal:
        print(f"FAILED: {row['register']}: {row['gateway']} at the gateway, {row['meter']} kept")
print(f"endurance: {result['hours']} h, {result['lostReceptions']} receptions lost, "
      f"{len(equal)} of {len(registers)} registers equal, all of them after "
      f"{result['recovery_s']} s")
print(len(equal), len(registers) - len(equal))
END
}

check 'meterbench builds for release' swift build -c release --product meterbench
if [[ "$stage_failed" -gt 0 ]]; then finish; fi

rm -f "$result"
status=0
timeout "$endurance_seconds_max" "$program" endurance --json >"$result" || status=$?
if [[ ! -s "$result" ]]; then
  fail "meterbench endurance left no result, exit $status"
  finish
fi
rows=$(count_registers)
sed '$d' <<<"$rows"
read -r equal different < <(tail -n 1 <<<"$rows")
stage_passed=$((stage_passed + equal))
stage_failed=$((stage_failed + different))
check 'equal within 60 s, no summation fell, no fault told' test "$status" -eq 0
finish
