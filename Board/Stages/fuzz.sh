#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Each parser of what comes by radio takes inputs of libFuzzer under the address sanitizer. What a
# crash looks like is checked first.
set -euo pipefail
source Board/Stages/counts.sh
need swift

folder=$(mktemp -d)
readonly folder
trap 'rm -rf "$folder"' EXIT

sees_a_read_past_the_end() {
  local status=0
  Board/fuzz --runs 100 broken >"$folder/broken" 2>&1 || status=$?
  [[ "$status" -eq 1 ]] && grep -q 'heap-buffer-overflow' "$folder/broken"
}

check 'the parsers are listed' Board/fuzz --list >"$folder/list"
sed '/^passed: /d' "$folder/list" >"$folder/parsers"
check 'there are parsers' test -s "$folder/parsers"
check 'a read past the end of an input is seen' sees_a_read_past_the_end
if [[ "$stage_failed" -gt 0 ]]; then
  if [[ -f "$folder/broken" ]]; then tail -n 30 "$folder/broken"; fi
  finish
fi
# One that crashes ends it with 1; what counts is the line that each must leave.
Board/fuzz | tee "$folder/fuzz" || printf 'Board/fuzz: exit %d\n' $?
while read -r name; do
  check "$name takes every input" grep -q -E "^$name: [0-9]+ inputs, .*, exit 0$" "$folder/fuzz"
done <"$folder/parsers"
finish
