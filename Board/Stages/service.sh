#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: meterd as the user of its service, and what `meterd doctor` finds on a
# board that is as it must be, that is in use, and that a stranger may not touch.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

# meterd becomes it before anything is opened; a service manager starts it as that [User=].
readonly meter_uid=100
# Main loop, sampler and storekeeper [DESIGN.md, 2].
readonly service_threads=3
# The only bus that only the sampler uses.
readonly sampler_bus=/dev/i2c-1
# CAP_IPC_LOCK is 14, CAP_SYS_NICE 23 [linux/capability.h].
readonly service_capabilities=$((1 << 14 | 1 << 23))
# Inputs and outputs that meterd takes.
own_lines() { grep -cE '^[^,]+,[0-9]+,(in|out),' Board/Pins.csv; }

# What prints the process of the meterd that runs.
meter_process='cat /run/meterd.pid'
# status FIELD: of that process.
status() { ask "sed -n 's/^$1:[[:space:]]*//p' /proc/\$($meter_process)/status"; }

# Not a right more than it needs, and those that it needs are used: one thread of real time, memory
# that stays. No thread more than there are to be.
runs_as_service() {
  local users capabilities locked policies slack
  # shellcheck disable=SC2016
  slack=$(ask 'cat /proc/$(cat /run/meterd.pid)/timerslack_ns') || return
  users=$(status Uid) && capabilities=$(status CapEff) && locked=$(status VmLck) || return
  # Field 41 is the policy [proc(5)]: 1 is SCHED_FIFO. A name with a blank would shift it.
  # shellcheck disable=SC2016
  policies=$(ask 'cut -d " " -f 41 /proc/$(cat /run/meterd.pid)/task/*/stat | sort | uniq -c') \
    && policies=$(tr -s ' \n' ' ' <<<" $policies") || return
  printf 'board: users %s; capabilities %s; locked %s; pauses late by %s ns; ' \
    "$users" "$capabilities" "$locked" "$slack"
  printf 'policies of its threads:%s\n' "$policies"
  # Real, effective, saved, of the file system [proc(5)].
  [[ "$(tr '\t' '\n' <<<"$users" | uniq -c | tr -d ' ')" == "4$meter_uid" ]] \
    && [[ $((16#$capabilities)) -eq "$service_capabilities" && "${locked% kB}" -gt 0 ]] \
    && [[ "$slack" -eq 1 && "$policies" == " $((service_threads - 1)) 0 1 1 " ]]
}

# Prints the policy of each thread that is in an ioctl of a file [proc(5), syscall: number 29 on
# arm64, then the file's], and the file.
# shellcheck disable=SC2016
readonly list_waiting='meter=/proc/$(cat /run/meterd.pid); for thread in "$meter"/task/*; do
  read -r call file rest <"$thread/syscall"; [ "$call" = 29 ] || continue;
  echo "$(cut -d " " -f 41 "$thread/stat") $(readlink "$meter/fd/$((file))")"; done'

# Whoever waits for the converter is of real time.
sampler_is_real_time() {
  ask "${list_waiting//$'\n'/ }" >"$folder/waiting.txt" \
    && grep -qx "1 $sampler_bus" "$folder/waiting.txt" \
    && ! grep -qx "0 $sampler_bus" "$folder/waiting.txt"
}

# examine USER CODE: `meterd doctor` ends with that code; what it says is in $folder/doctor.txt.
examine() {
  local code=0 command
  # shellcheck disable=SC2016 # the machine's shell has this variable
  command='meterd doctor --gpio "$lines" --radio /dev/ttyS0 --local-port /dev/ttyS1'
  command+=' --store /var/lib/lastmeter/registers --fram /dev/i2c-6'
  ask "$command --user $1" >"$folder/doctor.txt" || code=$?
  cat "$folder/doctor.txt"
  printf 'board: exit code %d\n' "$code"
  [[ "$code" -eq "$2" ]]
}

finds() { grep -cE "$1" "$folder/doctor.txt" || true; }

# Beside a meter that runs each line is in use.
finds_meter_running() {
  examine meter 69 \
    && [[ "$(finds '^missing .* line [0-9]+.*stop the meter that runs')" -eq "$(own_lines)" ]]
}

# A clock that nobody keeps, and a meter that nobody calibrated: it runs with less, and for no
# reason but these and so many others.
finds_board_whole() {
  examine meter 70 && [[ "$(finds '^missing')" -eq 0 && "$(finds '^less')" -eq $((2 + $1)) ]] \
    && [[ "$(finds '^less +clock: set, and kept by no other')" -eq 1 ]] \
    && [[ "$(finds '^less .*no sealed parameters')" -eq 1 ]] \
    && [[ "$(finds '^well .* line [0-9]+: ')" -eq "$(own_lines)" ]]
}

finds_no_radio() {
  finds_board_whole 1 \
    && [[ "$(finds '^less .*/dev/ttyS0: no XBee 3 answers in API mode')" -eq 1 ]]
}

# The module has the firmware that the ether's has.
finds_radio() {
  finds_board_whole 0 \
    && [[ "$(finds '^well .*/dev/ttyS0: the XBee 3 answers, firmware 1014')" -eq 1 ]]
}

# Who is in none of the groups is told which.
finds_no_rights() {
  local group
  examine nobody 69 || return
  for group in i2c gpio dialout; do
    [[ "$(finds "^missing .*add this user to the group $group")" -gt 0 ]] || return
  done
}

check_service() {
  need_machine
  check 'meterd is the user meter, with two rights of root, a thread of real time, locked memory' \
    runs_as_service
  check 'the thread of real time is the sampler' wait_for sampler_is_real_time
  check 'beside it the doctor says what is in use' finds_meter_running
  check 'meterd stops' ask stop_meter
  check 'the doctor asks the radio, and tells that none answers' finds_no_radio
  check 'a radio is there' start_radio
  check 'the doctor finds the board whole, but for the clock and the calibration' \
    wait_for finds_radio
  end_radio
  check 'the doctor tells a stranger the groups' finds_no_rights
  check 'meterd starts again' ask start_meter
}
