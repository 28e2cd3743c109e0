#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage board: what stands on the machine's display, by the kernel's trace of its
# lines, and what the meter makes of edges at its inputs. The stage's own functions talk to the
# machine.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

# The kernel tells each level that is put on an output, so that no pulse is too short to be seen;
# in an instance of its own, because the relay's contact follows another.
# shellcheck disable=SC2016 # the machine's shell has these variables
readonly trace_outputs='[ -e /sys/kernel/debug/gpio ] || mount -t debugfs debugfs /sys/kernel/debug;
  [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing;
  first=$(sed -n "s/^${lines#/dev/}: GPIOs \([0-9]*\)-.*/\1/p" /sys/kernel/debug/gpio);
  outputs=/sys/kernel/tracing/instances/outputs && mkdir "$outputs" &&
  echo mono >"$outputs/trace_clock" && echo "get == 0" >"$outputs/events/gpio/gpio_value/filter" &&
  echo 1 >"$outputs/events/gpio/gpio_value/enable" &&
  { cat "$outputs/trace_pipe" >/run/outputs.txt & }'
# The button is held for so long: longer than a contact chatters, shorter than for a long press
# [PushButton.swift].
# shellcheck disable=SC2016
readonly press='echo pull-down >"$simulated/sim_gpio10/pull"; sleep 0.3;
  echo pull-up >"$simulated/sim_gpio10/pull"; sleep 1'
# Turned by hand, each page has its turn after so many presses at most [Page.swift].
readonly presses_max=13

follow_outputs() {
  rm -f "$folder/trace.txt"
  # shellcheck disable=SC2016
  ask "${trace_outputs//$'\n'/ }" && first_line=$(ask 'echo $first')
}

# Adds the lines of the trace that came since the last time; the last one may not be whole yet.
fetch_outputs() {
  local have=0
  touch "$folder/trace.txt"
  have=$(wc -l <"$folder/trace.txt")
  ask "count=\$(wc -l </run/outputs.txt); tail -n +$((have + 1)) /run/outputs.txt \
    | head -n \$((count - $have))" >>"$folder/trace.txt"
}

# The text that stands there; fails where the controller's rules were broken.
read_display() {
  fetch_outputs \
    && "$bench" display --first "$first_line" <"$folder/trace.txt" >"$folder/display.txt" \
    2>"$folder/display.log"
}

shows() { read_display && grep -qE "$1" "$folder/display.txt"; }

# meterd starts the display anew, and all that it puts there is seen.
restarts_with_display() {
  printf 'load %d %d\n' "$volts" "$amperes" >&7
  ask stop_meter && follow_outputs && ask start_meter && wait_for shows 'Hz'
}

# The page with the energies: what has been told at the local port before it was shown, and not more
# than is told after the next save.
energy_is_shown() {
  local told shown
  read_telegram && told=$(watt_hours) && wait_for shows '^Import +kWh$' || return
  shown=$(sed -nE '2s/^ *([0-9]+)\.([0-9]{3}) *$/\1\2/p' "$folder/display.txt" \
    | sed -E 's/^0+([0-9])/\1/')
  ask "sleep $save_seconds" && read_telegram || return
  printf 'board: %d Wh told, %d Wh shown, %d Wh told after the next save\n' "$told" "$shown" \
    "$(watt_hours)"
  is_within "$shown" "$told" "$(watt_hours)"
}

# Who this meter is turns up by the button alone, whatever time passes.
button_turns_pages() {
  local try
  for ((try = 1; try <= presses_max; try += 1)); do
    ask "${press//$'\n'/ }" || return
    shows '^LastMeter [0-9]' && return
  done
  return 1
}

# The page with the live figures: 230.00 V, 50.000 Hz, 40.000 A and 9200.0 W, to half a per cent.
live_figures_are_shown() {
  local voltage frequency current power
  shows ' V .* Hz$' || return
  voltage=$(sed -nE '1s/^ *([0-9]+)\.([0-9]{2}) V.*/\1\2/p' "$folder/display.txt")
  frequency=$(sed -nE '1s/.* ([0-9]+)\.([0-9]{3}) Hz$/\1\2/p' "$folder/display.txt")
  current=$(sed -nE '2s/^ *([0-9]+)\.([0-9]{3}) A .*/\1\2/p' "$folder/display.txt")
  power=$(sed -nE '3s/^ *([0-9]+)\.[0-9] W +import$/\1/p' "$folder/display.txt")
  is_within "$voltage" $((volts * 9950 / 100)) $((volts * 10050 / 100)) \
    && is_within "$frequency" 49750 50250 \
    && is_within "$current" $((amperes * 995)) $((amperes * 1005)) \
    && is_within "$power" $((watts * 995 / 1000)) $((watts * 1005 / 1000)) \
    && cat "$folder/display.txt"
}

# pull LINE LEVEL: the machine's command that puts a level, up or down, on an input.
# shellcheck disable=SC2016 # the machine's shell has this variable
pull() { printf 'echo pull-%s >"$simulated/sim_gpio%d/pull"' "$2" "$1"; }

# The event log as the board keeps it, oldest first.
list_events() {
  fetch /var/lib/lastmeter/registers "$folder/registers" \
    && "$bench" ledger events --csv "$folder/registers" | tr -d '\r' >"$folder/events.csv"
}

count_events() { grep -c "$1" "$folder/events.csv" || true; }

has_events() { list_events && [[ "$(count_events "$1")" -ge "$2" ]]; }

# What bounces is no event; each guard that is opened and closed again is two.
guards_are_events() {
  local line
  for line in 1 11; do
    ask "$(pull "$line" down); sleep 0.05; $(pull "$line" up); sleep 1; $(pull "$line" down); \
      sleep 1; $(pull "$line" up); sleep 1" || return
  done
  wait_for has_events 'calibrationSeal closed' 1 || return
  grep -oE '(cover|calibrationSeal) (opened|closed)' "$folder/events.csv" | paste -sd ' ' \
    | tee "$folder/guards.txt"
  [[ "$(cat "$folder/guards.txt")" == \
    'cover opened cover closed calibrationSeal opened calibrationSeal closed' ]]
}

# Two glitches of the supply within a minute: saved, one of them an event, and no outage: the same
# meterd goes on, and the count of power failures, which its start has raised, stays.
glitch_is_no_outage() {
  local meter failures failed returned energy
  list_events && read_telegram || return
  meter=$(ask 'cat /run/meterd.pid') failures=$(value 0-0:96.7.21) energy=$(watt_hours)
  failed=$(count_events '"power off"') returned=$(count_events 'start (supply)')
  ask "for try in 1 2; do $(pull 7 down); sleep 0.01; $(pull 7 up); sleep 1; done" || return
  wait_for has_events 'start (supply), off for' $((returned + 1)) \
    && wait_for has_more_than "$energy" && list_events || return
  grep -E '"(power off|start .*)"' "$folder/events.csv"
  printf 'board: power failures: %d before, %d after\n' "$failures" "$(value 0-0:96.7.21)"
  [[ "$(count_events '"power off"')" -eq $((failed + 1)) ]] \
    && [[ "$(count_events 'start (supply)')" -eq $((returned + 1)) ]] \
    && [[ "$(ask 'cat /run/meterd.pid')" == "$meter" ]] && ask "kill -0 $meter" \
    && [[ "$failures" -gt 0 && "$(value 0-0:96.7.21)" == "$failures" ]]
}

# The light is on for 30 ms: a trace of its own tells when it begins, and the meter is halted. Where
# that came too late, the next pulse is waited for.
# shellcheck disable=SC2016
readonly kill_lit='lit=/sys/kernel/tracing/instances/lit; led=$((first + 19)); try=0;
  is_lit() { tail -n 4000 /run/outputs.txt | grep "gpio_value: $led " | tail -n 1 |
    grep -q "set 1$"; };
  mkdir "$lit" && echo "gpio == $led && value == 1" >"$lit/events/gpio/gpio_value/filter" &&
  echo 1 >"$lit/events/gpio/gpio_value/enable" && exec 5<"$lit/trace_pipe" &&
  while [ "$try" -lt 20 ] && read -r event <&5; do
    kill -STOP "$(cat /run/meterd.pid)"; sleep 0.2; is_lit && break;
    kill -CONT "$(cat /run/meterd.pid)"; try=$((try + 1)); sleep 5; echo >"$lit/trace"; done;
  exec 5<&-;
  if is_lit; then end_meter KILL; else kill -CONT "$(cat /run/meterd.pid)"; false; fi'

# last_level LINE: what was put there last.
last_level() {
  sed -nE "s/.*gpio_value: $((first_line + $1)) set ([01])$/\\1/p" "$folder/trace.txt" | tail -n 1
}

# A meter that was killed with its light on: what the service runs after it [ExecStopPost of
# lastmeter.service] leaves no light on and no figures on the display, and puts both coils to rest,
# which are so here: their pulse is over in a millisecond.
crash_is_made_safe() {
  local line
  ask "${kill_lit//$'\n'/ }" && read_display || return
  for line in 19 20 21; do
    printf 'board: line %d is left at %s\n' "$line" "$(last_level "$line")"
    [[ "$(last_level "$line")" == 0 ]] || return
  done
  cat "$folder/display.txt"
  ! grep -q '[[:alnum:]]' "$folder/display.txt" && ask start_meter && wait_for shows 'Hz'
}

check_display() {
  need_machine
  check 'meterd is started again with its outputs followed' restarts_with_display
  check 'the display shows the energy that the local port tells' wait_for energy_is_shown
  check 'the page button turns to what does not turn up by itself' button_turns_pages
  check 'the display shows what is at the terminals' wait_for live_figures_are_shown
  check 'cover and seal that are opened and closed are events, bounces are none' guards_are_events
  check 'glitches of the supply are no outage' glitch_is_no_outage
  check 'a meter that was killed leaves no light and no figures on' crash_is_made_safe
}
