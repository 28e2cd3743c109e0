#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The shim beneath the hardware of Linux, on a kernel that fails as it is told: each line of the
# table is a subject of shimproof, the faults, and what each of its calls must give. Then each place
# of the shim that makes an error must have run, and each call of a library must have failed, but
# for those that exempt.txt names. The system has one edition of libgpiod; where that
# is the first, shimproof is linked once more with the second, and what touches lines runs again.
set -euo pipefail
source Board/Stages/counts.sh
need swift gcc python3

readonly scratch=.build-shim kernel=Tests/Support/faultykernel shim=Sources/Hardware/CLinux
readonly program=$PWD/$scratch/debug/shimproof library=$PWD/$scratch/faultykernel.so
readonly second=$scratch/libgpiod2 second_program=$PWD/$scratch/shimproof2
readonly line_subjects=' output input name again glitch overflow ready missed watch '
readonly seconds_max=20
# Fewer mean that the table was not read.
readonly cases_min=300 line_cases_min=50
tools=$(dirname "$(readlink -f "$(command -v swift)")")
readonly tools

# The kernel is compiled for each run: it takes a second.
build() {
  swift build --scratch-path "$scratch" --product shimproof --enable-code-coverage \
    -Xcc -fprofile-instr-generate -Xcc -fcoverage-mapping \
    && gcc -shared -fPIC -O1 -std=c11 -Wall -Wextra -Werror -o "$library" "$kernel"/*.c
}

# The edition whose headers the compiler finds, by what gpio.h tells it.
edition() {
  local macros
  macros=$(gcc -E -dM -include gpiod.h -x c /dev/null)
  if [[ "$macros" == *' GPIOD_LINE_BULK_MAX_LINES '* ]]; then printf '1\n'; else printf '2\n'; fi
}

# Only what includes gpiod.h differs from the objects of shimproof that are there.
build_second() {
  local name objects=()
  bash Board/Toolsets/libgpiod2.sh "$second" || return
  for name in gpio gpio_v1 gpio_v2; do
    objects+=("$second/$name.o")
    "$tools/clang" -O0 -g -fPIC -Wall -Wextra -Werror -fprofile-instr-generate -fcoverage-mapping \
      "-I$second/include" "-I$shim/include" -c "$PWD/$shim/$name.c" -o "$second/$name.o" || return
  done
  grep -v '/CLinux\.build/gpio' "$scratch/debug/shimproof.product/Objects.LinkFileList" \
    >"$second/objects" || return
  swiftc -profile-generate -Xlinker --defsym -Xlinker main=shimproof_main "@$second/objects" \
    "${objects[@]}" "$second/libgpiod.a" -li2c -o "$second_program"
}

folder=$(mktemp -d)
readonly folder
trap 'rm -rf "$folder"' EXIT

# What the calls of one subject give under these faults, in one line. READ_MAX=N, STAMP=realtime and
# FIRST=N before the faults are settings of the chips (i2c.c, gpio_v1.c, gpio_v2.c), RAW=N of the
# clock.
answers() {
  local edition=$1 run=$2 subject=$3 faults=$4 setting=() status=0
  while [[ "$faults" =~ ^((READ_MAX|STAMP|FIRST|RAW)=[^ ]+)\ *(.*)$ ]]; do
    setting+=("${BASH_REMATCH[1]}")
    faults=${BASH_REMATCH[3]}
  done
  mkdir "$folder/files"
  # shellcheck disable=SC2086  # a subject and its count are two words
  env "${setting[@]}" FAULTS="$faults" FAULTY_FOLDER="$folder/files" \
    FAULTY_TOLD="$folder/told-$edition" SWIFT_DETERMINISTIC_HASHING=1 \
    LLVM_PROFILE_FILE="$folder/$edition/%m.profraw" LD_PRELOAD="$library" \
    timeout "$seconds_max" "$run" $subject 2>&1 | paste -sd, | sed 's/,/, /g' \
    || status=$?
  rm -rf "$folder/files"
  return "$status"
}

# check_case EDITION PROGRAM SUBJECT FAULTS EXPECTED
check_case() {
  local found name="$3${4:+, $4}, libgpiod $1"
  found=$(answers "$1" "$2" "$3" "$4") || found+=", exit $?"
  if [[ "$found" == "$5" ]]; then
    pass "$name"
  else
    fail "$name: $found instead of $5"
  fi
}

# check_cases EDITION PROGRAM MIN [SUBJECTS]: those of the table for this edition, all by default.
# The columns of a line are without the blanks around them.
check_cases() {
  local subject faults expected count=0
  while IFS='|' read -r subject faults expected; do
    [[ "$subject" != '#'* && -n "$subject" ]] || continue
    [[ -z "${4:-}" || "$4" == *" ${subject%% *} "* ]] || continue
    faults=$(trim "$faults")
    if [[ "$faults" =~ ^LIBGPIOD=(.)\ *(.*)$ ]]; then
      [[ "${BASH_REMATCH[1]}" == "$1" ]] || continue
      faults=${BASH_REMATCH[2]}
    fi
    count=$((count + 1))
    check_case "$1" "$2" "$(trim "$subject")" "$faults" "$(trim "$expected")"
  done <"$kernel/cases.txt"
  check "there are cases for libgpiod $1" test "$count" -ge "$3"
}

trim() { sed 's/^ *//; s/ *$//' <<<"$1"; }

# error_ends EDITION PROGRAM NAME...: the names of the shim's files.
error_ends() {
  local edition=$1 run=$2 of=$folder/$1 files
  shift 2
  files=("${@/#/$shim/}")
  "$tools/llvm-profdata" merge -o "$of/merged" "$of"/*.profraw
  "$tools/llvm-cov" export -instr-profile "$of/merged" "$run" "$shim" >"$of/export"
  python3 "$kernel/ends.py" "$edition" "$of/export" "${files[@]/%/.c}" >"$of/ends"
  cat "$of/ends"
  ! grep -q '^never ran: ' "$of/ends" && grep -q '^shim: [1-9]' "$of/ends"
}

# call_sites EDITION PROGRAM COMPILED NAME...: COMPILED matches the objects of the files.
call_sites() {
  local edition=$1 run=$2 compiled=$3 of=$folder/$1 files
  shift 3
  files=("${@/#/$shim/}")
  # shellcheck disable=SC2086  # a pattern is many words
  "$tools/llvm-nm" --undefined-only --just-symbol-name $compiled \
    | sed -E 's/^__isoc23_//; /^$/d; /:$/d' | sort -u >"$of/names" || return
  PATH=$tools:$PATH python3 "$kernel/sites.py" "$edition" "$run" "$folder/told-$edition" \
    "$of/names" "$kernel/exempt.txt" "${files[@]/%/.c}" >"$of/sites" || return
  cat "$of/sites"
  ! grep -qE '^(never failed|exempt, but)' "$of/sites" && grep -q '^shim: [1-9]' "$of/sites"
}

# All files of the shim, but that of the other edition.
shim_files() {
  local path
  for path in "$shim"/*.c; do
    path=$(basename "$path" .c)
    if [[ "$path" != gpio_v* || "$path" == "gpio_v$first" ]]; then printf '%s\n' "$path"; fi
  done
}

first=$(edition)
readonly first
mapfile -t all_files < <(shim_files)
readonly all_files
check "shimproof and the kernel that fails are built" build
if [[ "$stage_failed" -gt 0 ]]; then finish; fi
check_cases "$first" "$program" "$cases_min"
check "each place that makes an error ran" \
  error_ends "$first" "$program" "${all_files[@]}"
check "each call of a library failed" \
  call_sites "$first" "$program" "$scratch/debug/CLinux.build/*.o" "${all_files[@]}"
if [[ "$first" == 1 ]]; then
  failed_before=$stage_failed
  check "shimproof is linked with libgpiod 2" build_second
  if [[ "$stage_failed" -gt "$failed_before" ]]; then finish; fi
  check_cases 2 "$second_program" "$line_cases_min" "$line_subjects"
  check "each place that makes an error ran with libgpiod 2" \
    error_ends 2 "$second_program" gpio gpio_v2
  check "each call of a library failed with libgpiod 2" \
    call_sites 2 "$second_program" "$second/gpio*.o" gpio gpio_v2
fi
source Board/Stages/told.sh
finish
