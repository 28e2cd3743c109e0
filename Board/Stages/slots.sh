#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the two slots of the firmware, on files, under a supply that fails at
# every write, and in the machine.

readonly slot_shell=(sh Board/Image/slots) slot_folder=.build-logs/slots
readonly cut_writes_max=20

slots() { PATH=$slot_path "${slot_shell[@]}" "$@"; }

# A dd that writes what it is told, until the write at which the supply fails: of that one the first
# CUT_BYTES come to the disk, and the program that called it is not told that it worked.
make_failing_dd() {
  mkdir -p "$slot_folder/bin"
  cat >"$slot_folder/bin/dd" <<'END'
#!/bin/sh
case " $* " in
  *' of='*) ;;
  *) exec "$REAL_DD" "$@" ;;
esac
count=$(cat "$CUT_COUNT")
echo $((count + 1)) >"$CUT_COUNT"
[ "$count" -lt "$CUT_AT" ] && exec "$REAL_DD" "$@"
into='' at=0 input=/dev/stdin
for word in "$@"; do
  case "$word" in
    of=*) into=${word#of=} ;;
    if=*) input=${word#if=} ;;
    seek=*) at=${word#seek=} ;;
  esac
done
[ "$count" -gt "$CUT_AT" ] && exit 1
head -c "$CUT_BYTES" "$input" \
  | "$REAL_DD" of="$into" bs=1 seek=$((at * 4096)) conv=notrunc 2>/dev/null
exit 1
END
  chmod 755 "$slot_folder/bin/dd"
}

make_slots() {
  rm -rf "$slot_folder"
  mkdir -p "$slot_folder"
  truncate -s 1M "$slot_folder/a" "$slot_folder/b"
  truncate -s 64K "$slot_folder/record"
  export SLOT_A=$slot_folder/a SLOT_B=$slot_folder/b SLOT_RECORD=$slot_folder/record
  REAL_DD=$(command -v dd)
  export REAL_DD CUT_COUNT=$slot_folder/count CUT_AT=1000000 CUT_BYTES=0
  slot_path=$PATH
  echo 0 >"$CUT_COUNT"
  # Their lengths are no whole blocks.
  head -c 30001 /dev/urandom >"$slot_folder/old" || return
  head -c 50003 /dev/urandom >"$slot_folder/new" || return
  slots format && slots install "$slot_folder/old" 1.0 && slots confirm
}

starts() { slots start "$slot_folder/found" >/dev/null && cmp -s "$slot_folder/found" "$1"; }

slot_status_is() { [[ "$(slots status)" == "$1" ]]; }

trial_ends_by_itself() {
  make_slots && slots install "$slot_folder/new" 1.1 || return
  local times
  for ((times = 0; times < 3; times += 1)); do starts "$slot_folder/new" || return; done
  starts "$slot_folder/old" && starts "$slot_folder/old" \
    && slot_status_is 'good a, on trial -, starts left 0'
}

confirmed_trial_stays() {
  make_slots && slots install "$slot_folder/new" 1.1 && starts "$slot_folder/new" \
    && slots confirm || return
  local times
  for ((times = 0; times < 5; times += 1)); do starts "$slot_folder/new" || return; done
  slot_status_is 'good b, on trial -, starts left 0'
}

damaged_trial_never_starts() {
  make_slots && slots install "$slot_folder/new" 1.1 || return
  printf 'X' | dd of="$SLOT_B" bs=1 seek=40000 conv=notrunc 2>/dev/null
  starts "$slot_folder/old" && slot_status_is 'good a, on trial -, starts left 0'
}

damaged_good_one_is_replaced() {
  make_slots && slots install "$slot_folder/new" 1.1 && slots confirm || return
  printf 'X' | dd of="$SLOT_B" bs=1 seek=40000 conv=notrunc 2>/dev/null
  starts "$slot_folder/old"
}

slots_end_with() {
  local wanted=$1 status=0
  shift
  slots "$@" >/dev/null 2>&1 || status=$?
  [[ "$status" -eq "$wanted" ]]
}

bad_input_is_refused() {
  make_slots || return
  slots_end_with 64 && slots_end_with 64 start \
    && slots_end_with 64 install "$slot_folder/new" "a b" \
    && slots_end_with 65 install "$slot_folder/none" 1.1 || return
  head -c 1100000 /dev/zero >"$slot_folder/large"
  slots_end_with 65 install "$slot_folder/large" 1.1 && starts "$slot_folder/old" || return
  truncate -s 0 "$SLOT_RECORD"
  slots_end_with 65 status
}

# After a cut at any write of an installation, of a start and of the confirmation, torn or not, the
# old firmware starts or the new one, whole; once confirmed, none but the new one.
slots_survive_cuts() {
  local at torn cuts=0 confirmed=0
  for torn in 0 21; do
    for ((at = 0; at < cut_writes_max; at += 1)); do
      make_slots && make_failing_dd || return
      echo 0 >"$CUT_COUNT"
      export CUT_AT=$at CUT_BYTES=$torn
      slot_path=$PWD/$slot_folder/bin:$PATH
      if slots install "$slot_folder/new" 1.1 2>/dev/null \
        && slots start "$slot_folder/found" >/dev/null 2>&1 && slots confirm 2>/dev/null; then
        confirmed=1
      else
        confirmed=0
        cuts=$((cuts + 1))
      fi
      slot_path=$PATH CUT_AT=1000000
      if [[ "$confirmed" -eq 1 ]]; then break; fi
      if ! starts "$slot_folder/old" && ! cmp -s "$slot_folder/found" "$slot_folder/new"; then
        printf 'slots: nothing whole starts after a cut at write %d, of which %d bytes came\n' \
          "$at" "$torn"
        return 1
      fi
      # Whoever goes on from there gets through.
      slots install "$slot_folder/new" 1.2 && slots confirm && starts "$slot_folder/new" || return
    done
    [[ "$confirmed" -eq 1 ]] && starts "$slot_folder/new" || return
  done
  printf 'slots: %d cuts of the supply\n' "$cuts"
  [[ "$cuts" -ge 10 ]]
}

check_slots() {
  check 'firmware on trial starts three times, then the good one again' trial_ends_by_itself
  check 'firmware that was confirmed stays' confirmed_trial_stays
  check 'firmware on trial with a wrong byte never starts' damaged_trial_never_starts
  check 'where the good firmware has a wrong byte, what was good before starts' \
    damaged_good_one_is_replaced
  check 'slots refuse what is no firmware, no version, too large or damaged' bad_input_is_refused
  check 'a cut of the supply at any write leaves firmware that starts' slots_survive_cuts
}

# In the machine. The stage's own functions talk to it.

install_in_machine() {
  ask "slots install $1 $2" >/dev/null || return
  # shellcheck disable=SC2016 # the machine's shell has it
  ask 'kill $(cat /run/meterd.pid)' >/dev/null
}

# Firmware that ends at once is started three times. What was told before it is still there after.
machine_gives_up() {
  local told
  read_telegram && told=$(watt_hours) || return
  ask "printf '#!/bin/sh\\nexit 70\\n' >/run/bad" >/dev/null || return
  install_in_machine /run/bad 0.0.1 || return
  wait_for console_says 'slots: the firmware in slot b is given up' || return
  # shellcheck disable=SC2154 # it is the stage's
  [[ "$(grep -c 'meterd ended with exit code 70' "$folder/console.log")" -eq 3 ]] || return
  wait_for has_more_than "$told" && [[ "$(ask 'slots status')" == 'good a, on trial -,'* ]]
}

machine_keeps_confirmed() {
  install_in_machine /run/meterd 1.0+again || return
  wait_for console_says 'starts meterd of slot b' && wait_for tells_load || return
  ask 'slots confirm' >/dev/null || return
  power_off
  power_on && console_says 'starts meterd of slot b' && wait_for tells_load
}

# No kernel but the disk's own: it is that of a UEFI board, with its registers.
uefi_starts_disk() {
  local told
  read_telegram && told=$(watt_hours) || return
  power_off
  # shellcheck disable=SC2034 # power_on has it
  start_options=(--uefi)
  power_on && console_says 'UEFI' && wait_for tells_load && has_more_than $((told - 1))
}

check_slots_in_machine() {
  check 'firmware that ends at once is given up, and the one before it goes on' machine_gives_up
  check 'firmware that was confirmed starts after a cut of power' machine_keeps_confirmed
  check 'a UEFI starts the disk by itself' uefi_starts_disk
}
