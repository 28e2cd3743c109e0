#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by package.sh: the overlay is applied to the device tree of pi4.dts, and what comes of it
# is what Board/Pins.csv and Board/Devices.csv say.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

readonly dtbo=$out/arm64/usr/share/lastmeter/lastmeter.dtbo
readonly base=$out/pi4.dtb merged=$out/merged.dtb
# Functions of lines [BCM2711 ARM Peripherals, 5.2]: ALT0 4, ALT3 7, ALT4 3, ALT5 2.
readonly functions='I2C-1 4
I2C-6 2
UART0 4 4 7 7
UART4 3'

# value PATH PROPERTY [TYPE]: of the merged tree.
value() { fdtget -t "${3:-s}" "$merged" "$1" "$2"; }

# The path of a node by its label in the tree of the Raspberry Pi.
node() { value /__symbols__ "$1"; }

applies() {
  rm -f "$merged"
  dtc -q -@ -I dts -O dtb -o "$base" Board/Stages/pi4.dts \
    && fdtoverlay -i "$base" -o "$merged" "$1"
}

# dtc says nothing about it.
is_clean() {
  local told
  told=$(dtc -@ -I dts -O dtb -o /dev/null Board/Package/lastmeter.dtso 2>&1)
  [[ -z "$told" ]] || printf '%s\n' "$told"
  [[ -z "$told" ]]
}

# Each bus and port of Devices.csv is that of its number, and on.
has_devices() {
  local path alias node count=0
  while read -r path; do
    alias=${path#/dev/}
    alias=${alias/ttyAMA/serial}
    node=$(value /aliases "${alias/i2c-/i2c}") || return
    printf '%s is %s, %s\n' "$path" "$node" "$(value "$node" status)"
    [[ "$(value "$node" status)" == okay ]] || return
    count=$((count + 1))
  done < <(cut -d, -f3 Board/Devices.csv | grep -E '^/dev/(i2c|ttyAMA)' | sort -u)
  [[ "$count" -eq 4 && "$(value /aliases i2c1)" == "$(node i2c1)" \
    && "$(value /aliases i2c6)" == "$(node i2c6)" \
    && "$(value /aliases serial0)" == "$(node uart0)" \
    && "$(value /aliases serial1)" == "$(node uart1)" \
    && "$(value /aliases serial4)" == "$(node uart4)" ]]
}

# The node of the pins of a bus or port.
pins_of() {
  local wanted child
  wanted=$(value "$(node "$1")" pinctrl-0 u)
  for child in $(fdtget -l "$merged" "$(node gpio)"); do
    if [[ "$(value "$(node gpio)/$child" phandle u)" == "$wanted" ]]; then
      printf '%s/%s\n' "$(node gpio)" "$child"
    fi
  done
}

# Each bus and port has the lines of Pins.csv, with the functions of the datasheet.
has_pins() {
  local bus function label pins wanted
  while read -r bus function; do
    label=${bus,,}
    pins=$(pins_of "${label/-/}")
    wanted=$(awk -F, -v bus="$bus" '$5 == bus { print $2 }' Board/Pins.csv | sort -n | xargs)
    printf '%s: lines %s, function %s\n' "$bus" "$(value "$pins" brcm,pins u)" \
      "$(value "$pins" brcm,function u)"
    [[ -n "$wanted" && "$(value "$pins" brcm,pins u)" == "$wanted" \
      && "$(value "$pins" brcm,function u)" == "$function" ]] || return
  done <<<"$functions"
  fdtget -p "$merged" "$(node uart0)" | grep -qx uart-has-rtscts
}

has_line_names() {
  local wanted
  wanted=$(awk -F, 'NR > 1 && $2 != "-" { print $2, $1 }' Board/Pins.csv | sort -n \
    | cut -d' ' -f2 | xargs)
  [[ "$(value "$(node gpio)" gpio-line-names)" == "$wanted" ]]
}

has_speeds() {
  [[ "$(value "$(node i2c1)" clock-frequency u)" == 400000 \
    && "$(value "$(node i2c6)" clock-frequency u)" == "$1" ]]
}

# Neither Bluetooth nor the mini UART has the radio's port or its lines.
frees_port() {
  [[ "$(value "$(node bt)" status)" == disabled && "$(value "$(node uart1)" status)" == disabled ]]
}

has_clock() {
  local row rtc
  row=$(grep -E '^U4,' Board/Devices.csv)
  IFS=, read -r _ _ _ address driver _ <<<"$row"
  rtc=$(node i2c6)/rtc@${address#0x}
  [[ "$driver" == kernel && "$(value "$rtc" compatible)" == maxim,ds3231 \
    && "$(value "$rtc" reg x)" == "${address#0x}" ]]
}

# As the firmware of a Raspberry Pi does it: a number for the node, then the property and the place
# in it. What is set so reaches the bus.
takes_speed() {
  local bytes number fragment changed=$out/changed.dtbo
  bytes=$(fdtget -t bx "$dtbo" /__overrides__ second_hz) || return
  read -ra bytes <<<"$bytes"
  number=$((0x${bytes[3]}))
  [[ "$(printf '\\x%s' "${bytes[@]:4:17}" | xargs -0 printf '%b' | tr -d '\0')" \
    == clock-frequency:0 ]] || return
  cp "$dtbo" "$changed"
  for fragment in $(fdtget -l "$dtbo" / | grep '^fragment@'); do
    if [[ "$(fdtget -t u -d 0 "$dtbo" "/$fragment/__overlay__" phandle)" == "$number" ]]; then
      fdtput -t i "$changed" "/$fragment/__overlay__" clock-frequency 100000
    fi
  done
  applies "$changed" && has_speeds 100000
}

check_overlay() {
  check 'dtc takes the overlay without a word' is_clean
  check 'the overlay applies to the device tree of a Raspberry Pi 4' applies "$dtbo"
  check 'buses and ports of Devices.csv are there by their numbers, and on' has_devices
  check 'their lines are those of Pins.csv, their functions those of the datasheet' has_pins
  check 'all lines have the names of Pins.csv' has_line_names
  check 'both buses run at 400 kHz' has_speeds 400000
  check 'Bluetooth and the mini UART are off' frees_port
  check 'the kernel drives the clock U4 of Devices.csv' has_clock
  check 'second_hz sets the speed of the second bus' takes_speed
}
