#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the board in the virtual machine replaces its own firmware, gives up
# what does not work, and refuses what it must not run. The stage's own functions talk to the
# machine.
#
# shellcheck disable=SC2154 # the stage's variables

readonly images=.build-logs/images staging=/var/lib/lastmeter/staging
readonly exit_data=65
# Blocks of 4,096 bytes in the file of the slots [Sources/Device/Firmware/SPEC.md].
readonly slot_a_block=2 slot_b_block=2051 slot_blocks=2049
key='' stranger='' hexdump=hexdump

# sign KEY VERSION PROGRAM IMAGE
sign() {
  "$bench" firmware sign "$3" --key "$images/$1" --version "$2" --output "$images/$4.ota" >/dev/null
}

build_unfit() {
  local file=$1
  shift
  aarch64-linux-gnu-gcc -Wall -Wextra -Werror -Os -ffreestanding -fno-pie -nostdlib -static -s \
    "$@" -o "$images/$file" Board/Stages/unfit.c
}

# The new firmware is this one and a byte, so that it is another program for the event log.
make_images() {
  rm -rf "$images"
  mkdir -p "$images"
  key=$("$bench" firmware key --make "$images/key") \
    && stranger=$("$bench" firmware key --make "$images/stranger") || return
  cp "$stripped" "$images/meterd"
  printf '\n' >>"$images/meterd"
  build_unfit ends && build_unfit hangs -DHANGS || return
  sign key 0.0.1 "$images/meterd" old && sign key 9.0.0 "$images/meterd" older \
    && sign key 9.0.1 "$images/meterd" new && sign key 9.0.2 "$images/ends" ends \
    && sign key 9.0.3 "$images/hangs" hangs \
    && sign stranger 9.0.4 "$images/meterd" foreign \
    && sign key 9.0.5 "$images/ends" offered \
    && sign key 9.0.7 "$images/meterd" damaged \
    && sign stranger 9.0.6 "$images/ends" forged || return
  printf 'X' | dd of="$images/damaged.ota" bs=1 seek=500000 conv=notrunc 2>/dev/null
}

make_image() { Board/image --upgrade-key "$key"; }

# put_image IMAGE: it is /run/image in the machine; its bytes follow the command on the port.
put_image() {
  local file=$images/$1.ota
  printf 'head -c %d <&3 >/run/image\n' "$(stat -c %s "$file")" >&8
  cat "$file" >&8
  answer && [[ "$(ask 'sha256sum </run/image')" == "$(sha256sum <"$file")" ]]
}

# install_image IMAGE: while the meter is stopped; what meterd says, and its exit code.
install_image() {
  put_image "$1" \
    && ask "meterd --install /run/image --staging $staging --upgrade-key $key --user meter"
}

# Prints the record that counts: good slot, slot on trial, starts left, and the outcome that the
# event log is still to be told, 255 for none.
record() {
  local at
  for at in 0 4096; do
    ask "$hexdump -v -s $at -n 32 -e '32/1 \"%d \" \"\\n\"' $staging"
  done | awk '{ number = $9 + 256 * ($10 + 256 * $11) }
    $1 == 76 && number >= highest { highest = number; line = $6 " " $7 " " $8 " " $13 }
    END { print line }'
}

record_is() { [[ "$(record)" == "$1" ]]; }

said_times() { [[ "$(count_said "$1")" -ge "$2" ]]; }

by_hand() { ask stop_meter && install_image "$1" && ask start_meter; }

# The gateway offers it; the meter fetches it, and says that it is right.
by_radio() {
  end_radio
  start_radio && ask_meter 702 400 instantaneousDemand || return
  printf 'upgrade %s\n' "$images/$1.ota" >&6
  wait_for grep -qs '"upgradeEnd":0' "$folder/radio.log"
}

# Where there is no file of the slots yet, the one that is made is the meter's to write.
installs_as_meter() {
  local slots=/run/lastmeter/slots
  put_image ends \
    && ask "meterd --install /run/image --staging $slots --upgrade-key $key --user meter" \
    && [[ "$(ask "stat -c %U $slots && rm $slots")" == meter ]]
}

# What is installed starts, tells what is at the terminals, says itself that it works, and is what
# starts from then on: after a cut of power, too.
updates_itself() {
  by_hand new || return
  wait_for console_says 'starts firmware 9.0.1 of slot a' && wait_for tells_load || return
  record_is '0 1 2 255' && wait_for record_is '1 0 0 255' || return
  power_off
  power_on && wait_for console_says 'starts firmware 9.0.1 of slot a' && wait_for tells_load
}

# gives_up HOW IMAGE VERSION MARK: it comes, and is started three times, each of which ends in what
# the mark is said of; then what ran before goes on, with what was told before.
gives_up() {
  local how=$1 image=$2 version=$3 mark=$4 told good marks
  read_telegram && told=$(watt_hours) || return
  good=$(count_said 'starts firmware 9.0.1 of slot a') marks=$(count_said "$mark")
  "$how" "$image" || return
  wait_for said_times 'starts firmware 9.0.1 of slot a' $((good + 1)) || return
  wait_for has_more_than "$told" && wait_for record_is '1 0 0 255' || return
  [[ "$(count_said "starts firmware $version of slot b")" -eq 3 ]] \
    && [[ "$(count_said "$mark")" -eq $((marks + 3)) ]]
}

# From SIGTERM until its process is gone, by the machine's clock, a second at most.
# shellcheck disable=SC2016 # the machine's shell has these variables
readonly end_in_time='hundredths() { cut -d " " -f 1 /proc/uptime | tr -d .; };
  meter=/proc/$(cat /run/meterd.pid); began=$(hundredths); : >/run/stopped;
  kill -TERM "${meter#/proc/}"; while [ -e "$meter" ]; do sleep 0.02; done;
  echo $(($(hundredths) - began)); while [ ! -e /run/safe ]; do sleep 0.2; done'
leaves_in_time() {
  local took
  wait_for tells_load && took=$(ask "${end_in_time//$'\n'/ }") || return
  printf 'board: meterd took %d ms to leave\n' "${took}0"
  ask start_meter && is_within "$took" 0 100
}

installs_none() {
  local image status said refused=0
  ask stop_meter || return
  for image in foreign damaged old older; do
    status=0 said=$(install_image "$image") || status=$?
    printf '%s\n' "$said"
    [[ "$status" -ne "$exit_data" || "$said" != *'not installed'* ]] || refused=$((refused + 1))
  done
  # Once the event log has all four, the record has none of them.
  ask start_meter && [[ "$refused" -eq 4 ]] && wait_for record_is '1 0 0 255'
}

# starts_none IMAGE KEY: whoever writes the file of the slots without meterd gets nothing started,
# and the attempt is kept for the event log.
starts_none() {
  local good others
  good=$(count_said 'starts firmware 9.0.1 of slot a') others=$(count_said 'of slot b')
  ask stop_meter && put_image "$1" || return
  ask "meterd --install /run/image --staging /run/other --upgrade-key $2" || return
  ask "dd if=/run/other of=$staging bs=4096 conv=notrunc 2>/dev/null \
    skip=$slot_a_block seek=$slot_b_block count=$slot_blocks && rm /run/other" || return
  ask start_meter && wait_for said_times 'starts firmware 9.0.1 of slot a' $((good + 1)) || return
  wait_for record_is '1 0 0 255' && wait_for tells_load \
    && [[ "$(count_said 'of slot b')" -eq "$others" ]]
}

# The event log has each attempt, and is whole. Versions are told as one number. Foreign and older
# firmware was tried twice: installed, and in a slot.
log_has_attempts() {
  local was=$((0x09000001)) times attempt
  ask stop_meter && fetch /var/lib/lastmeter/registers "$images/store" && ask start_meter || return
  "$bench" ledger verify "$images/store" && "$bench" ledger events "$images/store" >"$images/events"
  grep firmware "$images/events"
  while read -r times attempt; do
    [[ "$(grep -c "firmware $was to $attempt, by" "$images/events")" -eq "$times" ]] || return
  done <<<"1 $((0x09000002)): rolledBack
1 $((0x09000003)): rolledBack
2 $((0x09000004)): notAuthentic
2 $((0x09000000)): notSuitable
1 $((0x00000001)): notSuitable
1 $((0x09000007)): notAuthentic
1 $((0x09000005)): loaded
1 $((0x09000005)): rolledBack"
  grep -q ': activated, by' "$images/events"
}

# No kernel but the disk's own: it is that of a UEFI board, with its registers and its firmware.
uefi_starts_disk() {
  local told
  wait_for tells_load && told=$(watt_hours) || return
  power_off
  # shellcheck disable=SC2034 # power_on has it
  start_options=(--uefi)
  power_on && console_says 'UEFI' && wait_for tells_load && has_more_than $((told - 1)) \
    && console_says 'starts firmware 9.0.1 of slot a' && runs_as_service
}

check_upgrades() {
  check 'the board replaces its firmware, which stays after a cut of power' updates_itself
  check 'firmware of a slot runs as the user meter, too' runs_as_service
  check 'firmware that is installed first makes a file of the user meter' installs_as_meter
  check 'firmware that ends at once is started three times and given up' \
    gives_up by_hand ends 9.0.2 'meterd ended with exit code 70'
  check 'firmware that hangs is ended by the watchdog, and given up' \
    gives_up by_hand hangs 9.0.3 'board: ready'
  check 'firmware that a gateway offers is fetched by radio and tried; this one ends, too' \
    gives_up by_radio offered 9.0.5 'meterd ended with exit code 70'
  check 'asked to stop, meterd leaves within a second' leaves_in_time
  check 'foreign, damaged and older firmware is not installed' installs_none
  check 'foreign firmware that is in a slot never starts' starts_none foreign "$stranger"
  check 'older firmware that is in a slot never starts' starts_none older "$key"
  check 'the event log has each attempt' log_has_attempts
  check 'a UEFI starts the disk by itself, and from it the new firmware' uefi_starts_disk
}
