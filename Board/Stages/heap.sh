#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the kernel counts meterd's calls for memory, at the functions of the
# program itself [uprobetracer]. Its start makes some; what it does afterwards makes none.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

# Where musl gives memory out: swift_slowAlloc, malloc and all others that do call one of these.
readonly heap_functions=(__libc_malloc_impl __libc_realloc __mmap)
# How long pages, saves and telegrams go on meanwhile.
readonly heap_seconds=30

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

# Display, saves and local port go on, and a radio is asked for that does not answer; the converter
# fails and is told, the page button and a guard are used, and each has its line in the log.
nothing_asks_for_memory() {
  local before after line
  wait_for tells_load && before=$(heap_calls) || return
  ask "${press//$'\n'/ }" && for line in 1 11; do
    ask "$(pull "$line" down); sleep 1; $(pull "$line" up); sleep 1" || return
  done
  fails_and_returns nack 'the converter does not answer' || return
  ask "sleep $heap_seconds" && wait_for tells_load && after=$(heap_calls) || return
  printf 'board: asked for memory %d times after the start\n' $((after - before))
  [[ "$after" -eq "$before" ]]
}

check_heap() {
  need_machine
  check 'the kernel counts what the start of meterd asks for memory' start_asks_for_memory
  check 'after its start meterd asks for no memory, pages, saves, events and faults among it' \
    nothing_asks_for_memory
  # A program that is watched is none that runs by itself.
  check 'it is not watched any more' ask 'echo 0 >/sys/kernel/tracing/events/heap/enable'
}
