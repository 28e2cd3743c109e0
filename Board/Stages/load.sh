#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage benchmark, whose folder it uses: what the whole run loop of meterd costs of
# one processor.
#
# callgrind counts the instructions of a minute at full load. What the kernel does is not among
# them: each call of it is taken for kernel_instructions. Both assumptions are coarse, and the limit
# is far above what is found.
#
# shellcheck disable=SC2154 # the stage's folder

# A Cortex-A72 at 1.5 GHz [Raspberry Pi 4], one instruction a cycle.
readonly core_instructions_per_second=1500000000
# A system call with the driver below it; 400 kHz of I2C are interrupts, 16 bytes each.
readonly kernel_instructions=5000
# Unit: a tenth of a percent of the core.
readonly load_permille_max=50
readonly load_seconds_max=300
readonly load_work='9loadproof9LoadBenchV7measure'

# Prints the instructions of the minute; what the program said is in $folder/said.
count_load() {
  local program=$folder/loadproof out=$folder/callgrind.load
  strip -g -o "$program" "$(swift build -c release --show-bin-path)/loadproof"
  SWIFT_DETERMINISTIC_HASHING=1 timeout "$load_seconds_max" \
    valgrind --tool=callgrind --toggle-collect="*$load_work*" --callgrind-out-file="$out" \
    "$program" >"$folder/said" 2>"$folder/errors" \
    || { cat "$folder/said" "$folder/errors"; return 1; }
  sed -n 's/^totals: //p' "$out"
}

load_said() { sed -n "s/^$1 //p" "$folder/said"; }

# At most load_permille_max, and not nothing. load_is_small INSTRUCTIONS CALLS SECONDS
load_is_small() {
  awk -v found="$1" -v calls="$2" -v seconds="$3" -v call="$kernel_instructions" \
    -v core="$core_instructions_per_second" -v limit="$load_permille_max" 'BEGIN {
      if (found <= 0 || calls <= 0 || seconds <= 0) exit 1
      all = found + calls * call
      printf "run loop: %.0f instructions a second and %.0f calls of the kernel: ", \
        found / seconds, calls / seconds
      printf "%.2f %% of a core of 1.5 GHz, at most %.1f %%\n", \
        100 * all / seconds / core, limit / 10
      exit !(1000 * all / seconds / core <= limit)
    }'
}

check_load() {
  local found
  check 'a load above the limit is refused' refused load_is_small 4500000001 1 60
  check 'a load of nothing is refused' refused load_is_small 0 1 60
  check 'the run loop at full load is built' swift build -c release --product loadproof
  check 'it runs under callgrind' count_load_into
  found=$(cat "$folder/load")
  check 'it takes less than 5 % of one core' \
    load_is_small "$found" "$(load_said calls)" "$(load_said seconds)"
}

count_load_into() { count_load >"$folder/load" || { cat "$folder/load"; return 1; }; }
refused() { if "$@"; then return 1; fi; }
