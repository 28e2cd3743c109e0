# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=dash
#
# Sourced by the board's init, for a board that is not the virtual machine. Its devices are those
# that the kernel finds. What they are to the meter says lastmeter.txt, on the partition from which
# the UEFI starts: a FAT that any computer writes.

readonly boot=/boot boot_text=/boot/lastmeter.txt
# A card or a stick may take a minute to be there.
readonly disk_tries=60

# Loads the driver of each device that has none; a bus brings devices of its own.
load_drivers() {
  find /sys/devices -name modalias -exec cat {} + 2>/dev/null | sort -u | tr '\n' '\0' \
    | xargs -0 modprobe -a -q -b 2>/dev/null
}

# wait_for_partition NAME: prints its device.
wait_for_partition() {
  local tries=$disk_tries
  until find_partition "$1"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return
    load_drivers
    sleep 1
  done
}

# Prints the value of the line NAME="VALUE"; fails where there is not just one, or another follows
# it than a comment: who names an FRAM must not get a meter without one. Other systems end their
# lines otherwise.
boot_option() {
  tr -d '\r' <"$boot_text" | grep "^[[:space:]]*$1[[:space:]]*=" >/run/option
  [ "$(wc -l </run/option)" -eq 1 ] && grep -qE "^$1=\"[^\"]*\"[[:space:]]*(#.*)?\$" /run/option \
    && sed -E 's/^[^"]*"([^"]*)".*/\1/' /run/option
}

# What the kernel says goes to its console, and would go to the radio.
warn_of_console() {
  local radio=/dev/ttyAMA0
  case " $1" in
    *' --radio '*)
      radio=${1##*--radio }
      radio=${radio%% *}
      ;;
  esac
  ! grep -qw "${radio#/dev/}" /sys/class/tty/console/active \
    || echo "board: $radio is the kernel's console: name another port for the radio with --radio"
}

start_physical() {
  local partition
  # What a file system needs the kernel loads itself.
  echo /bin/modprobe >/proc/sys/kernel/modprobe
  load_drivers
  partition=$(wait_for_partition lastmeter-boot) || halt 'no disk has the partitions of Board/image'
  # Those of buses that were there a moment later.
  load_drivers
  modprobe -q i2c-dev
  mdev -s
  mkdir -p "$boot"
  mount -t vfat -o ro "$partition" "$boot" || halt 'the partition boot cannot be mounted'
  [ -r "$boot_text" ] || halt 'the partition boot has no file lastmeter.txt'
  # The kernel sets the time from no clock whose driver is a module.
  [ ! -c /dev/rtc0 ] || hwclock -s -u || echo 'board: the clock at /dev/rtc0 cannot be read'
  wired=$(boot_option METERD_OPTIONS) \
    || halt "lastmeter.txt has not one line METERD_OPTIONS=\"...\""
  # shellcheck disable=SC2034 # the init has it
  wired_lines=$(boot_option METERD_LINES) \
    || halt "lastmeter.txt has not one line METERD_LINES=\"...\""
  warn_of_console "$wired"
}

# Who wires a board sees what is wrong with it, and what to do.
ask_doctor() {
  # shellcheck disable=SC2086 # words
  meterd doctor --user meter $wired
}
