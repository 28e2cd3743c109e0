#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The shim beneath the hardware of Linux, on a kernel that fails as it is told: each line of the
# table is a subject of shimproof, the faults, and what each of its calls must give. Then each place
# of the shim that makes an error must have run.
set -euo pipefail
source Board/Stages/counts.sh
need swift gcc python3

readonly scratch=.build-shim kernel=Tests/Support/faultykernel shim=Sources/Hardware/CLinux
readonly program=$PWD/$scratch/debug/shimproof library=$PWD/$scratch/faultykernel.so
readonly seconds_max=20
# Fewer mean that the table was not read.
readonly cases_min=100
tools=$(dirname "$(readlink -f "$(command -v swift)")")
readonly tools

# The kernel is compiled for each run: it takes a second.
build() {
  swift build --scratch-path "$scratch" --product shimproof --enable-code-coverage \
    -Xcc -fprofile-instr-generate -Xcc -fcoverage-mapping \
    && gcc -shared -fPIC -O1 -std=c11 -Wall -Wextra -Werror -o "$library" "$kernel"/*.c
}

folder=$(mktemp -d)
readonly folder
trap 'rm -rf "$folder"' EXIT

# What the calls of one subject give under these faults, in one line. READ_MAX=N and STAMP=realtime
# before the faults are settings of the chips (i2c.c, gpio.c).
answers() {
  local subject=$1 faults=$2 setting=() status=0
  while [[ "$faults" =~ ^((READ_MAX|STAMP)=[^ ]+)\ *(.*)$ ]]; do
    setting+=("${BASH_REMATCH[1]}")
    faults=${BASH_REMATCH[3]}
  done
  mkdir "$folder/files"
  # shellcheck disable=SC2086  # a subject and its count are two words
  env "${setting[@]}" FAULTS="$faults" FAULTY_FOLDER="$folder/files" \
    LLVM_PROFILE_FILE="$folder/%m.profraw" LD_PRELOAD="$library" \
    timeout "$seconds_max" "$program" $subject 2>&1 | paste -sd, | sed 's/,/, /g' \
    || status=$?
  rm -rf "$folder/files"
  return "$status"
}

check_case() {
  local subject=$1 faults=$2 expected=$3 found
  found=$(answers "$subject" "$faults") || found+=", exit $?"
  if [[ "$found" == "$expected" ]]; then
    pass "$subject${faults:+, $faults}"
  else
    fail "$subject${faults:+, $faults}: $found instead of $expected"
  fi
}

# The columns of a line, without the blanks around them.
check_cases() {
  local subject faults expected count=0
  while IFS='|' read -r subject faults expected; do
    [[ "$subject" != '#'* && -n "$subject" ]] || continue
    count=$((count + 1))
    check_case "$(trim "$subject")" "$(trim "$faults")" "$(trim "$expected")"
  done <"$kernel/cases.txt"
  check "there are cases" test "$count" -ge "$cases_min"
}

trim() { sed 's/^ *//; s/ *$//' <<<"$1"; }

error_ends() {
  "$tools/llvm-profdata" merge -o "$folder/merged" "$folder"/*.profraw
  "$tools/llvm-cov" export -instr-profile "$folder/merged" "$program" "$shim" >"$folder/export"
  python3 "$kernel/ends.py" "$folder/export" "$shim"/{i2c,gpio,gpio_v1,serial,store}.c \
    >"$folder/ends"
  cat "$folder/ends"
  ! grep -q '^never ran: ' "$folder/ends" && grep -q '^shim: [1-9]' "$folder/ends"
}

check "shimproof and the kernel that fails are built" build
if [[ "$stage_failed" -gt 0 ]]; then finish; fi
check_cases
check "each place that makes an error ran" error_ends
finish
