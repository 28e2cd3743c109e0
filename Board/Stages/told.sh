#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage shim, whose kernel it uses: what meterd says to a person, and its exit code,
# where a call of the shim fails. The whole board is played. What the display's D5 drives, PF reads
# (gpio.c): a meter that has started soon finds its supply failing, saves, and must end with 0.
#
# shellcheck disable=SC2154 # the stage's variables

readonly meterd=.build/debug/meterd told_cases_min=45
# [RFC8032] 7.1, TEST 1.
readonly public_key=d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a

# Whether a text was said, the begin of a line at least; `-` is none of those that the table has. A
# meter, which has no task of its own among its arguments, must have run as well.
was_told() {
  local arguments=$1 code=$2 text=$3
  if [[ "$code" -eq 0 && ! "$arguments" =~ --(safe|probe) ]]; then
    grep -qx 'meterd: stops: the supply fails' "$folder/said" || return
  fi
  if [[ "$text" == - ]]; then
    ! grep -qF -f "$folder/texts" "$folder/said"
  else
    grep -qF -- "$text" "$folder/said"
  fi
}

# run_told FAULTS ARGUMENT...: runs meterd in a new folder of the case; what it said is in `said`. A
# word NOTIFY_SOCKET=PATH before the faults is a setting.
run_told() {
  local faults=$1 setting=()
  shift
  if [[ "$faults" =~ ^(NOTIFY_SOCKET=[^ ]+)\ *(.*)$ ]]; then
    setting=("${BASH_REMATCH[1]}")
    faults=${BASH_REMATCH[2]}
  fi
  rm -rf "$folder/files"
  mkdir "$folder/files"
  printf 'no recording\n' >"$folder/files/file"
  env "${setting[@]}" FAULTS="$faults" FAULTY_FOLDER="$folder/files" LD_PRELOAD="$library" \
    LINES_TOLD="$folder/files/lines" SWIFT_DETERMINISTIC_HASHING=1 timeout "$seconds_max" \
    "$meterd" --store "$folder/files/registers" "$@" >"$folder/said" 2>&1
}

# told_case ARGUMENTS FAULTS CODE TEXT
told_case() {
  local arguments=${1//FOLDER/$folder/files} text=${4//FOLDER/$folder/files} status=0
  arguments=${arguments//KEY/$public_key}
  local name="meterd${1:+ $1}${2:+, $2}"
  # shellcheck disable=SC2086  # arguments are words
  run_told "$2" $arguments || status=$?
  if [[ "$status" -ne "$3" ]]; then
    fail "$name: exit $status instead of $3: $(head -n 3 "$folder/said")"
  elif ! was_told "$arguments" "$3" "$text"; then
    fail "$name: $(head -n 3 "$folder/said") instead of $text"
  else
    pass "$name"
  fi
}

told_cases() {
  local arguments faults code text count=0
  cut -d '|' -f 4 "$kernel/programs.txt" | sed -n 's/^ *\(meterd: .*\)/\1/p' \
    | sed "s|FOLDER|$folder/files|" >"$folder/texts"
  while IFS='|' read -r arguments faults code text; do
    [[ "$arguments" != '#'* && -n "$code" ]] || continue
    count=$((count + 1))
    told_case "$(trim "$arguments")" "$(trim "$faults")" "$(trim "$code")" "$(trim "$text")"
  done <"$kernel/programs.txt"
  check 'there are cases for meterd' test "$count" -ge "$told_cases_min"
}

# The played converter waits for nothing: the ring is full before the main loop has been round it.
tells_lost_runs() {
  run_told '' \
    && grep -qE 'the newest are missing, [1-9][0-9]* runs since the start' "$folder/said" && return
  head -n 3 "$folder/said"
  return 1
}

# outputs_of PART...: the numbers of their outputs in the table, by refdes or by the line's name.
pins=Board/Pins.csv
outputs_of() {
  awk -F, -v parts=" $* " '
    $3 == "out" && (index(parts, " " $4 " ") || index(parts, " " $1 " ")) { print $2 }
  ' "$pins"
}

# makes_safe CODE FAULTS PARTS ARGUMENT...: drives the outputs of these parts low and at no time
# high, and beside them the display's alone, whose light is off in the end.
makes_safe() {
  local code=$1 faults=$2 parts=$3 status=0 told=$folder/files/lines light display
  shift 3
  run_told "$faults" --safe "$@" || status=$?
  light=$(outputs_of displayBacklight)
  display=$(outputs_of DS1 | paste -sd '|')
  # shellcheck disable=SC2086  # parts are words
  [[ "$status" -eq "$code" && -n "$light" ]] \
    && diff <(outputs_of $parts | sed 's/$/ 0/' | sort) \
      <(grep -vE "^($display) " "$told" | sort -u) \
    && [[ "$(grep "^$light " "$told" | tail -n 1)" == "$light 0" ]]
}

# Parameters whose table has the LED and a coil on other GPIOs, in a store of their own.
move_lines() {
  sed -e 's/^metrologyLED,19,/metrologyLED,28,/' -e 's/^disconnectSet,20,/disconnectSet,30,/' \
    "$pins" >"$folder/pins.csv"
  { cat Board/Package/parameters.yaml; echo 'lines: pins.csv'; } >"$folder/moved.yaml"
  pins=$folder/pins.csv
  .build/debug/meterbench parameters compile "$folder/moved.yaml" --output "$folder/moved" \
    && run_told '' --store "$folder/store" --parameters "$folder/moved" \
    && grep -qF 'parameters 1 are in force' "$folder/said"
}

takes_moved_lines() {
  diff <(outputs_of U2 DS1 D1 K1 K2 | sort) <(cut -d ' ' -f 1 "$folder/files/lines" | sort -u)
}

# The played chip has 32 lines.
refuses_lost_seal() {
  sed 's/^calibrationSeal,11,/calibrationSeal,200,/' Board/Pins.csv >"$folder/pins.csv"
  .build/debug/meterbench parameters compile "$folder/moved.yaml" --output "$folder/lost" \
    && run_told '' --parameters "$folder/lost" \
    && grep -qF 'lost: not in force: its calibration seal cannot be read: ' "$folder/said" \
    && grep -qF ' line 200: ' "$folder/said"
}

# Both copies of the parameters, which are the last of the store [StoreMap], are damaged.
safe_without_parameters() {
  local copy size
  size=$(stat -c %s "$folder/store")
  for copy in 1 2; do
    printf damaged \
      | dd of="$folder/store" bs=1 seek=$((size - copy * 8192)) conv=notrunc status=none
  done
  makes_safe 69 '' 'K1 D1' --store "$folder/store" \
    && grep -qF "$folder/store: failed: which lines its parameters say" "$folder/said"
}

check 'meterd is built' swift build --product meterd
told_cases
check 'meterd tells how many runs of samples were lost' tells_lost_runs
check 'meterd --safe drives all coils of K1 and the LED low, and no other line but the display' \
  makes_safe 0 '' 'K1 D1'
check 'meterd --safe drives the others low where a coil cannot be had' \
  makes_safe 69 GPIO_GET_LINEHANDLE@1=EBUSY 'disconnectReset D1'
check 'meterd --safe has no coils on the board of the maker' \
  makes_safe 0 '' D1 --converter ads1115
check 'meterbench is built' swift build --product meterbench
check 'parameters with other lines come into force' move_lines
check 'meterd takes the outputs that they say, and no other' takes_moved_lines
check 'meterd --safe makes those safe' makes_safe 0 '' 'K1 D1' --store "$folder/store"
check 'parameters whose seal is on no line of the chip are refused' refuses_lost_seal
pins=Board/Pins.csv
check 'meterd --safe says where it cannot know the lines, and takes those of the table' \
  safe_without_parameters
