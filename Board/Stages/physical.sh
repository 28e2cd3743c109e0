#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the image's disk in a board of another kind, which has none of the
# virtual machine's ports. Its UEFI starts it, its drivers come from the image, and what meterd is
# started with from lastmeter.txt. The board has lines and serial ports, and no I2C.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

# As an editor of Windows writes it.
readonly boot_text='# a board of another kind\r\nMETERD_OPTIONS="--i2c /dev/i2c-7" # its bus\r\n'
# Where the first partition begins [Board/Image/disk.sh].
readonly boot_at=1M
readonly no_bus='/dev/i2c-7: no such device'

# start_bare FOLDER: a disk of its own.
start_bare() {
  folder=$scratch/$1
  rm -rf "$folder"
  mkdir -p "$folder"
  cp --sparse=always .build-image/out/board.img "$folder/disk"
  # shellcheck disable=SC2059 # the text is the format
  printf "$boot_text"'METERD_LINES=""\r\n' >"$folder/lastmeter.txt"
  mcopy -o -i "$folder/disk@@$boot_at" "$folder/lastmeter.txt" ::/lastmeter.txt || return
  Board/machine --bare "$folder" >"$folder/machine.log" 2>&1 &
  machine=$!
  wait_for console_says 'board: starts meterd' || { show_logs; return 1; }
}

# Before meterd starts the doctor is asked, which has a line for each part.
doctor_is_asked() {
  sed '/board: starts meterd/,$d' "$folder/console.log" >"$folder/doctor.txt"
  grep -q "^missing  $no_bus" "$folder/doctor.txt" \
    && grep -q '^well     /var/lib/lastmeter/registers' "$folder/doctor.txt" \
    && grep -q "board: /dev/ttyAMA0 is the kernel's console" "$folder/doctor.txt"
}

# Each time meterd says what is missing, and what to do.
is_tried_again() {
  wait_for said_times 'meterd ended with exit code 69' 2 && said_times "^meterd: $no_bus" 2
}

# The kernel's timer is its watchdog, and runs: whoever armed it is gone, and it did not stop.
has_watchdog() {
  console_says 'board: the watchdog is a timer of the kernel' \
    && console_says 'watchdog did not stop' && ! console_says 'there is no watchdog'
}

check_physical() {
  check 'the disk starts on a board that has it on NVMe, by its UEFI' start_bare bare
  need_machine
  check 'the doctor says on its console what the board lacks, and what it has' doctor_is_asked
  check 'meterd is started as lastmeter.txt says, and tells the bus that is missing' is_tried_again
  check 'without a watchdog of its own it has one all the same' has_watchdog
  kill -9 "$machine"
  wait "$machine" 2>/dev/null || true
  machine=''
}
