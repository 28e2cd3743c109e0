#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: the machine's radio in a simulated ether, with a gateway behind it,
# and the supply relay that the gateway switches. The stage's own functions talk to the machine.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

# How long the gateway is given between two questions. Unit: seconds.
readonly answer_seconds=2

start_radio() {
  rm -f "$folder/radio.in"
  mkfifo "$folder/radio.in"
  exec 6<>"$folder/radio.in"
  "$bench" radio "$(terminal radio)" <"$folder/radio.in" >"$folder/radio.log" 2>&1 &
  radio=$!
  wait_for grep -qs 'the module is at' "$folder/radio.log"
}

end_radio() {
  if [[ -z "$radio" ]]; then return; fi
  kill -9 "$radio" 2>/dev/null || true
  wait "$radio" 2>/dev/null || true
  radio=''
}

# readings ATTRIBUTE: the values that the gateway read of it, oldest first.
readings() {
  sed -nE "s|.*\"attribute\":\"$1\",\"value\":([-0-9]+).*|\1|p" "$folder/radio.log"
}

# try_meter CLUSTER ATTRIBUTE NAME: has the gateway ask once; whether an answer came.
try_meter() {
  local before
  before=$(readings "$3" | wc -l)
  printf 'read %s %s\n' "$1" "$2" >&6
  sleep "$answer_seconds"
  [[ "$(readings "$3" | wc -l)" -gt "$before" ]]
}

# The same until an answer comes; prints its value.
ask_meter() { wait_for try_meter "$@" && readings "$3" | tail -n 1; }

# The meter's voltage in tenths of a volt, its power in watts and its energy in watt-hours, by
# radio, are those at the terminals and at the local port: to a per cent, because these are of one
# short while.
radio_tells_load() {
  local voltage power energy before
  voltage=$(ask_meter B04 505 0x0B04/0x0505) && power=$(ask_meter 702 400 instantaneousDemand) \
    && wait_for has_more_than 0 || return
  before=$(watt_hours)
  energy=$(ask_meter 702 0 currentSummationDelivered) && read_telegram || return
  # The last telegram may be a second older than what the radio told.
  local limit=$(($(watt_hours) + watts / 3600 + 1))
  printf 'board: by radio %d dV, %d W, %d Wh; at the local port %d to %d Wh\n' \
    "$voltage" "$power" "$energy" "$before" "$limit"
  is_within "$voltage" $((volts * 99 / 10)) $((volts * 101 / 10)) \
    && is_within "$power" $((watts * 99 / 100)) $((watts * 101 / 100)) \
    && is_within "$energy" "$before" "$limit" && [[ "$energy" -gt 0 ]]
}

# The contact of K1 follows its coils: the kernel tells each level that is set on a line, so that no
# pulse is too short to be seen.
# shellcheck disable=SC2016 # the machine's shell has these variables
readonly follow_coils='[ -e /sys/kernel/debug/gpio ] || mount -t debugfs debugfs /sys/kernel/debug;
  [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing;
  first=$(sed -n "s/^${lines#/dev/}: GPIOs \([0-9]*\)-.*/\1/p" /sys/kernel/debug/gpio);
  cd /sys/kernel/tracing/events/gpio/gpio_value &&
  echo "gpio == $((first + 20)) || gpio == $((first + 21))" >filter && echo 1 >enable && cd / && {
    while read -r traced; do
      case "$traced" in
        *"gpio_value: $((first + 20)) set 1") echo pull-up >"$simulated/sim_gpio26/pull" ;;
        *"gpio_value: $((first + 21)) set 1") echo pull-down >"$simulated/sim_gpio26/pull" ;;
      esac;
    done </sys/kernel/tracing/trace_pipe >/dev/null 2>&1 &
    echo $! >/run/contact.pid; }'

contact_is() {
  # shellcheck disable=SC2016
  [[ "$(ask 'cat "$simulated/sim_gpio26/value"')" == "$1" ]]
}

# switch_supply off|on LEVEL: the contact's level at the pin, and what the meter says of it.
switch_supply() {
  printf 'supply %s\n' "$1" >&6
  wait_for contact_is "$2" && [[ "$(ask_meter 6 0 0x0006/0x0000)" == "$2" ]]
}

relay_obeys() {
  ask "${follow_coils//$'\n'/ }" && contact_is 1 || return
  [[ "$(ask_meter 6 0 0x0006/0x0000)" == 1 ]] && switch_supply off 0 && switch_supply on 1
}

# Extended Status bit 8: the supply is not disconnected though it was asked to be [ZCL Metering].
readonly not_disconnected=$((1 << 8))

extended_status_has() {
  local status
  try_meter 702 204 0x0702/0x0204 || return
  status=$(readings 0x0702/0x0204 | tail -n 1)
  [[ $((status & not_disconnected)) -eq "$1" ]]
}

# A contact that does not follow its coils is told, and that it does again, too.
stuck_contact_is_told() {
  # shellcheck disable=SC2016
  wait_for extended_status_has 0 && ask 'kill "$(cat /run/contact.pid)"' || return
  printf 'supply off\n' >&6
  wait_for extended_status_has "$not_disconnected" && contact_is 1 \
    && ask "$(pull 26 down)" && wait_for extended_status_has 0 \
    && ask "${follow_coils//$'\n'/ }" && switch_supply on 1
}

# is_measuring: what is at the terminals is told, and is counted.
is_measuring() {
  local energy
  wait_for tells_load && energy=$(watt_hours) && wait_for has_more_than "$energy"
}

answers() { ask_meter 6 0 0x0006/0x0000 >/dev/null; }

# The level of the module's RESET line.
was_reset() {
  fetch_outputs && grep -q "gpio_value: $((first_line + 4)) set 0" "$folder/trace.txt"
}

# A module that hangs is silent: the meter resets it by its line, which the host obeys here, and
# measures meanwhile.
resets_hanging_radio() {
  follow_outputs || return
  printf 'hang\n' >&6
  is_measuring && wait_for was_reset || return
  printf 'reset\n' >&6
  answers
}

# Nobody takes what the meter sends: no byte goes through the UART for longer than the driver asks.
readonly stopped_seconds=40

outlives_stopped_radio() {
  kill -STOP "$radio"
  ask "sleep $stopped_seconds" && is_measuring || return
  kill -CONT "$radio"
  answers
}

# The gateway keeps its network open: a busy host lets the machine's time pass slowly.
is_back() { printf 'permit\n' >&6 && has_events 'network back after' 1; }

# A radio that is taken away is an event, and so is the other one that is put in its place; it joins
# another network, and tells what is at the terminals.
joins_with_another_radio() {
  end_radio
  is_measuring && wait_for has_events 'network lost' 1 && is_measuring && start_radio || return
  { wait_for is_back || wait_for is_back; } && radio_tells_load || return
  grep -oE 'network (lost|back after .* ms)' "$folder/events.csv"
}

# The adapter with both UARTs is pulled out and put back; who gives it to its group is late, so that
# meterd finds ports that it may not open yet.
# shellcheck disable=SC2016 # the machine's shell has these
readonly replug='uart=$(readlink -f /sys/class/tty/ttyS0/device) &&
  driver=$(readlink -f "$uart/driver") && echo "${uart##*/}" >"$driver/unbind" && sleep 5 &&
  kill -STOP "$(pidof mdev)" && echo "${uart##*/}" >"$driver/bind" && sleep 3 &&
  stat -c "board: %n is of %G at first" /dev/ttyS0 && kill -CONT "$(pidof mdev)"'
readonly radio_lost='the radio cannot be reached' port_lost='the local port'

outlives_unplugged_adapter() {
  local radios ports energy
  radios=$(count_said "$radio_lost") ports=$(count_said "$port_lost")
  read_telegram && energy=$(watt_hours) && ask "${replug//$'\n'/ }" || return
  wait_for has_more_than "$energy" && wait_for tells_load && answers || return
  printf 'board: unplugged for 5 s: %d times told of the radio, %d times of the local port\n' \
    $(($(count_said "$radio_lost") - radios)) $(($(count_said "$port_lost") - ports))
  said_again "$radio_lost" "$radios" && said_again "$port_lost" "$ports"
}

check_radio() {
  check 'the radio is there' start_radio
  check 'the meter joins, and by radio tells what is at the terminals and at the local port' \
    radio_tells_load
  check 'a command by radio opens and closes the supply relay, and its contact is told' relay_obeys
  check 'a contact that does not follow is told' stuck_contact_is_told
  check 'a radio that hangs is reset, and answers again' resets_hanging_radio
  check 'an adapter that is unplugged is told, and both its ports are there again when it is' \
    outlives_unplugged_adapter
  check 'a radio that takes nothing costs no energy, and answers again' outlives_stopped_radio
  check 'a radio that is gone is told, and another one joins' joins_with_another_radio
}
