#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The firmware runs on the board in a virtual machine: Debian's kernel, its GPIO, serial and disk,
# and two I2C buses that end on the host (CUSE). What it told at its local port survives a cut of
# the machine's power.
#
# Nothing here says how long a thing may take, but that one which never comes is a failure.
set -euo pipefail
source Board/Stages/counts.sh
source Board/Stages/firmware.sh
source Board/Stages/upgrades.sh
source Board/Stages/radio.sh
source Board/Stages/faults.sh
source Board/Stages/recording.sh
source Board/Stages/display.sh
source Board/Stages/disk.sh
source Board/Stages/service.sh
source Board/Stages/heap.sh
source Board/Stages/physical.sh
source Board/Stages/system.sh
need swift qemu-system-aarch64 aarch64-linux-gnu-gcc

readonly scratch=.build-image/board
readonly bench=.build/debug/meterbench
# What never comes is waited for so long. Unit: seconds.
readonly hang_seconds=300
# The load, large so that its watt-hours are soon told.
readonly volts=230 amperes=40
readonly watts=$((volts * amperes))
# The registers are saved at least so often [DESIGN.md, 6], and a second for the writing.
readonly save_seconds=11
# Unit: kB of 1,024 bytes.
readonly memory_kilobytes_max=4096

folder='' machine='' chips='' radio='' first_line='' start_options=()
end_all() {
  local job
  for job in "$machine" "$chips" "$radio"; do
    [[ -n "$job" ]] || continue
    kill -9 "$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
  done
  machine='' chips='' radio=''
}
trap end_all EXIT

# wait_for COMMAND...: until it succeeds; fails where it never does, or the machine has ended.
wait_for() {
  local end=$((SECONDS + hang_seconds))
  until "$@"; do
    [[ "$SECONDS" -lt "$end" ]] || return 1
    sleep 0.2
  done
}

# start_chips FOLDER: a board of its own, with an empty FRAM and no disk.
start_chips() {
  folder=$scratch/$1
  rm -rf "$folder"
  mkdir -p "$folder"
  # From the folder itself, because a socket's path may be too short for another one.
  mkfifo "$folder/chips.in"
  exec 7<>"$folder/chips.in"
  (cd "$folder" && exec "$OLDPWD/$bench" chips . --volts "$volts" --amperes "$amperes") \
    <"$folder/chips.in" >"$folder/chips.log" 2>&1 &
  chips=$!
  wait_for grep -q 'the buses are at' "$folder/chips.log"
}

console_says() { grep -q "$1" "$folder/console.log" 2>/dev/null; }

# Begins a life of the machine; its options are meterd's.
power_on() {
  rm -f "$folder/console.log"
  Board/machine "${start_options[@]}" "$folder" "$@" >"$folder/machine.log" 2>&1 &
  machine=$!
  wait_for console_says 'board: starts meterd' || { show_logs; return 1; }
  exec 8<>"$folder/control.in" 9<>"$folder/control.out"
}

power_off() {
  kill -9 "$machine"
  wait "$machine" 2>/dev/null || true
  exec 8>&- 9>&-
  machine=''
}

show_logs() { tail -n 20 "$folder"/*.log; }

# Ends the stage, failed, where nobody is there to be asked.
need_machine() {
  if [[ -z "$machine" ]]; then
    fail 'there is no machine to ask'
    finish
  fi
}

# ask COMMAND: a shell of the machine carries it out; its exit code.
ask() {
  printf '%s\n' "$1" >&8
  answer "$1"
}

# Prints what the command prints; its exit code.
answer() {
  local line
  while read -r -t "$hang_seconds" -u 9 line; do
    case "$line" in
      'done '*) return "${line#done }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  printf 'board: no answer to: %s\n' "${1:-}" >&2
  return 1
}

# Whole seconds of the machine's clock.
uptime_seconds() { ask 'cat /proc/uptime' | sed 's/\..*//'; }

terminal() { sed -nE "s|.* (/dev/pts/[0-9]+) \(label $1\).*|\1|p" "$folder/machine.log"; }

# A machine that this computer gives little time to may tell nothing for longer than the reader
# waits.
read_telegram() { wait_for try_telegram; }

try_telegram() {
  "$bench" read --port "$(terminal local)" --json >"$folder/telegram.json" 2>>"$folder/read.log"
}

# value CODE: what the last telegram says, in thousandths of its unit or as it is.
value() {
  sed 's/[{}]/\n/g' "$folder/telegram.json" | grep -F "\"code\":\"$1\"" \
    | sed -nE 's/.*"value":"0*([0-9]+)\.?([0-9]*)".*/\1\2/p' | sed -E 's/^0+([0-9])/\1/'
}

# Import in all. Unit: watt-hours.
watt_hours() { value 1-0:1.8.0; }

is_within() { [[ -n "$1" && "$1" -ge "$2" && "$1" -le "$3" ]]; }

# The converter is sampled through the kernel: 230.0 V and 9.200 kW, to half a per cent, 40 A.
tells_load() {
  read_telegram || return
  is_within "$(value 1-0:32.7.0)" $((volts * 9950 / 1000)) $((volts * 10050 / 1000)) \
    && is_within "$(value 1-0:31.7.0)" $((amperes - 1)) $((amperes + 1)) \
    && is_within "$(value 1-0:21.7.0)" $((watts * 995 / 1000)) $((watts * 1005 / 1000))
}

# Each line of Pins.csv is taken by meterd, and goes the way that is written there. The kernel's
# list shows 20 letters of a name.
lines_are_taken() {
  local line gpio direction refdes purpose
  ask '[ -e /sys/kernel/debug/gpio ] || mount -t debugfs debugfs /sys/kernel/debug' || return
  ask 'cat /sys/kernel/debug/gpio' >"$folder/lines.txt" || return
  local count=0
  while IFS=, read -r line gpio direction refdes purpose; do
    [[ "$direction$gpio" =~ ^(in|out)[0-9]+$ ]] || continue
    count=$((count + 1))
    grep -qE "\(${line:0:20} *\|meterd *\) +$direction " "$folder/lines.txt" && continue
    printf 'board: %s (%s, %s) is not taken as %s\n' "$line" "$refdes" "$purpose" "$direction"
    return 1
  done <Board/Pins.csv
  [[ "$count" -gt 0 ]]
}

# API frames of the radio's link begin with 0x7E.
radio_speaks() {
  local port
  port=$(terminal radio)
  stty -F "$port" raw && [[ "$(timeout "$hang_seconds" head -c 1 "$port")" == '~' ]]
}

has_more_than() { read_telegram && [[ "$(watt_hours)" -gt "$1" ]]; }

# A new life of the machine without a load: the registers stay as they were kept. What was told is
# there, and no more than was measured until the machine was cut off. Then the load is there again.
tells_kept() {
  local told=$1 last=$2 seconds=$3 kept limit
  shift 3
  printf 'load %d 0\n' "$volts" >&7
  power_on "$@" && read_telegram || return
  kept=$(watt_hours)
  printf 'load %d %d\n' "$volts" "$amperes" >&7
  limit=$((last + watts * seconds * 1005 / 1000 / 3600 + 1))
  printf 'board: %d Wh told, %d Wh %d s before the cut, %d Wh kept, at most %d Wh\n' \
    "$told" "$last" "$seconds" "$kept" "$limit"
  is_within "$kept" "$told" "$limit"
}

# What was told `save_seconds` before a cut of power is there after it.
survives_cut() {
  local told until last last_at
  wait_for has_more_than 0 || return
  told=$(watt_hours) until=$(($(uptime_seconds) + save_seconds))
  while [[ "$(uptime_seconds)" -lt "$until" ]]; do sleep 0.5; done
  last_at=$(uptime_seconds)
  read_telegram || return
  last=$(watt_hours)
  # The clock is read in whole seconds, and the machine runs on until it is killed. What is told is
  # that of the last save, so that another one may have come.
  local seconds=$(($(uptime_seconds) - last_at + 2 + save_seconds))
  power_off
  tells_kept "$told" "$last" "$seconds" "$@"
}

# Has the machine's shell count what was sent on the FRAM's bus, and wait until a save has passed.
# What is told is that of the last save: what is measured after it is in the meter alone.
# shellcheck disable=SC2016 # the machine's shell has these variables
readonly count_bytes='sent() { sed -n "s/^wchar: //p" "/proc/$(cat /run/i2c-6.pid)/io"; }'
# shellcheck disable=SC2016
readonly wait_for_save='before=$(sent); while [ "$(sent)" = "$before" ]; do sleep 0.2; done'
# What is measured meanwhile is the least that the failing supply is to save. Unit: seconds.
readonly open_seconds=3
# shellcheck disable=SC2016
readonly let_pass="sleep $open_seconds; "'before=$(sent)'
# shellcheck disable=SC2016
readonly fail_supply='[ "$(sent)" = "$before" ] &&
  echo pull-down >"$simulated/sim_gpio7/pull" && sleep 1'
readonly tries_max=5

# PF low saves at once what no save in time would have: all that was measured since the last one.
saves_at_power_fail() {
  local told saved_at try
  wait_for has_more_than 0 && ask "$count_bytes" || return
  for ((try = 1; ; try += 1)); do
    [[ "$try" -le "$tries_max" ]] || return 1
    ask "$wait_for_save" || return
    saved_at=$(uptime_seconds)
    ask "$let_pass" && read_telegram || return
    told=$(watt_hours)
    # Where a save came between, the failing supply would prove nothing.
    ask "${fail_supply//$'\n'/ }" && break
  done
  local seconds=$(($(uptime_seconds) - saved_at + 3))
  power_off
  # The clock of whole seconds, and the bursts between which nothing is measured, cost one of them.
  tells_kept $((told + watts * (open_seconds - 1) / 3600)) "$told" "$seconds" "$@"
}

# The most memory that it had, with everything open that it can have, once it has measured. Less
# than its own program is none of it.
memory_is_small() {
  local most
  wait_for has_more_than 0 || return
  most=$(status VmHWM) || return
  printf 'board: meterd has had %s of memory, at most %d kB\n' "$most" "$memory_kilobytes_max"
  [[ $((${most% kB} * 1024)) -gt "$(stat -c %s "$stripped")" ]] \
    && [[ "${most% kB}" -lt "$memory_kilobytes_max" ]]
}

has_not_ended() { ! console_says 'board: meterd ended'; }

check 'meterbench builds' swift build --product meterbench
check 'the firmware for arm64 links' build_firmware
check 'firmware is signed' make_images
check 'the image is made' make_image
if [[ "$stage_failed" -gt 0 ]]; then finish; fi

check 'the chips are there' start_chips file
check 'the machine boots and starts meterd' power_on
if [[ "$stage_failed" -gt 0 ]]; then finish; fi
check 'the local port tells the voltage, current and power at the terminals' wait_for tells_load
check 'meterd runs as its service does, as the user meter' runs_as_service
check 'meterd has every line of Pins.csv, as input or output' wait_for lines_are_taken
check 'the radio is spoken to' radio_speaks
check_radio
check_faults
check 'the registers in the file survive a cut of power' survives_cut
check 'meterd runs on' has_not_ended
need_machine
check_upgrades
end_all
start_options=()

readonly with_fram=(--fram /dev/i2c-6)
check 'another board has its chips' start_chips fram
check 'it boots, and meterd keeps the registers in the FRAM' power_on "${with_fram[@]}"
need_machine
check 'meterd takes less than 4 MB of memory' memory_is_small
check_service
check_heap
end_radio
check_fram_faults
check 'nor does it after all that' memory_is_small
check 'the registers in the FRAM survive a cut of power' survives_cut "${with_fram[@]}"
check 'a failing supply saves all that was measured' saves_at_power_fail "${with_fram[@]}"
check 'meterd runs on' has_not_ended
end_all
check_recording
check_display
check_disk
end_all
check_physical
check_system
finish
