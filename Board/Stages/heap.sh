#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the kernel counts meterd's calls for memory, at the functions of the
# program itself [uprobetracer]. Its start makes some; what it does afterwards makes none.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

# Where musl gives memory out: swift_slowAlloc, malloc and all others that do call one of these.
readonly heap_functions=(__libc_malloc_impl __libc_realloc __mmap)
# INVALID_IMAGE and UNSUP_COMMAND [ZCL 2.6.3], as the gateway tells them.
readonly invalid_image='"upgradeEnd":150'
readonly unsupported_command='"refused":{"cluster":6,"command":64,"status":129}'

# Prints where in the program's file a function begins.
file_offset() {
  local address segment
  address=$(aarch64-linux-gnu-nm "$firmware" \
    | awk -v name="$1" '$3 == name && $2 ~ /[tTwW]/ { print $1; exit }')
  segment=$(aarch64-linux-gnu-readelf -lW "$stripped" | awk '/LOAD/ && / R E / { print $2, $3 }')
  [[ -n "$address" && -n "$segment" ]] || return
  printf '0x%x\n' $((16#$address - ${segment#* } + ${segment% *}))
}

# The probes are there before meterd starts, and count what any of its threads calls.
watch_heap() {
  local function offset probes=''
  for function in "${heap_functions[@]}"; do
    offset=$(file_offset "$function") || { printf 'board: no %s\n' "$function"; return 1; }
    probes+=" echo 'p:heap/$function /bin/meterd:$offset' >>\$trace/uprobe_events &&"
  done
  ask "trace=/sys/kernel/tracing; [ -e \$trace/events ] || mount -t tracefs tracefs \$trace;\
    $probes echo 1 >\$trace/events/heap/enable"
}

heap_calls() {
  ask "awk '{ calls += \$NF } END { print calls + 0 }' /sys/kernel/tracing/uprobe_profile"
}

# The start is the proof that calls are counted.
start_asks_for_memory() {
  local calls
  ask stop_meter && watch_heap && ask start_meter && wait_for tells_load || return
  calls=$(heap_calls) || return
  printf 'board: the start has asked for memory %d times\n' "$calls"
  [[ "$calls" -gt 0 ]]
}

gateway_told() { grep -qsF "$1" "$folder/radio.log"; }

# tell_gateway LINE COMMAND...: has it do that once; whether the command succeeds after a while.
tell_gateway() {
  printf '%s\n' "$1" >&6
  sleep "$answer_seconds"
  "${@:2}"
}

# A network is joined and figures are read; the supply is opened and closed; what came to all
# meters, and a command that there is none of, are refused, and so is firmware of a stranger, once
# all of it has come, is kept and checked.
radio_is_used() {
  start_radio && radio_tells_load && relay_obeys || return
  wait_for tell_gateway 'supply off all' console_says 'to the supply was refused' \
    && wait_for tell_gateway 'command 6 40' gateway_told "$unsupported_command" || return
  printf 'upgrade %s\n' "$images/forged.ota" >&6
  wait_for gateway_told "$invalid_image" && wait_for has_events notAuthentic 1
}

# Page button, cover, seal and a glitch of the supply: a page, and events that are written.
inputs_are_used() {
  local line returned
  list_events && returned=$(count_events 'start (supply)') || return
  ask "${press//$'\n'/ }" && for line in 1 11; do
    ask "$(pull "$line" down); sleep 1; $(pull "$line" up); sleep 1" || return
  done
  ask "$(pull 7 down); sleep 0.01; $(pull 7 up); sleep 1" \
    && wait_for has_events 'start (supply), off for' $((returned + 1)) \
    && has_events 'cover opened' 1 && has_events 'calibrationSeal closed' 1
}

converter_fails_and_returns() {
  printf 'fail 1 nack %d\n' "$transfers_max" >&7
  wait_for console_says 'the converter does not answer' || return
  printf 'fail 1 nack 0\n' >&7
  is_measuring
}

# Pages that were not there when they were used, in all [proc(5), stat: fields 10 and 12].
page_faults() { ask "cut -d ' ' -f 10,12 /proc/\$($meter_process)/stat"; }

# All that the meter does, while display, saves and local port go on.
nothing_asks_for_memory() {
  local before after missed before_missed
  wait_for tells_load && before=$(heap_calls) && before_missed=$(page_faults) \
    || return
  radio_is_used && inputs_are_used && converter_fails_and_returns && answers \
    && after=$(heap_calls) && missed=$(page_faults) || return
  printf 'board: asked for memory %d times after the start; pages that were missed: %s, then %s\n' \
    $((after - before)) "$before_missed" "$missed"
  [[ "$after" -eq "$before" && "$missed" == "$before_missed" ]]
}

check_heap() {
  need_machine
  check 'the kernel counts what the start of meterd asks for memory' start_asks_for_memory
  check 'after its start meterd asks for no memory and misses no page, whatever it does' \
    nothing_asks_for_memory
  # A program that is watched is none that runs by itself.
  check 'it is not watched any more' ask 'echo 0 >/sys/kernel/tracing/events/heap/enable'
}
