#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by Board/image: a disk from which a UEFI starts, that of the virtual machine or a board's.
#
#   partition        MiB  what
#   lastmeter-boot    96  FAT: systemd-boot, the kernel, its initramfs and drivers, lastmeter.txt,
#                         which says what meterd is started with; only read when it starts
#   lastmeter-store   64  ext4: the registers, and the file with two slots for other firmware
#
# An update of the firmware writes that file alone, which holds against a cut of the supply at any
# byte [Sources/Device/Firmware/SPEC.md]; the FAT partition, which does not, is never written by the
# board: the firmware that is built in is in its initramfs.

# These are Board/image's.
: "${scratch:?}" "${loader:?}" "${kernel_options:?}"

# Name, MiB, and the type: a UEFI's system partition or Linux's data [UEFI 2.10, 5.3.3].
readonly partitions=(
  'lastmeter-boot 96 C12A7328-F81F-11D2-BA4B-00A0C93EC93B'
  'lastmeter-store 64 0FC63DAF-8483-4772-8E79-3D69D8477DE4')
# Beside the partitions: their table at the begin and its copy at the end.
readonly table_megabytes=1

disk_megabytes() {
  local partition name size type total=$((2 * table_megabytes))
  for partition in "${partitions[@]}"; do
    read -r name size type <<<"$partition"
    total=$((total + size))
  done
  printf '%d\n' "$total"
}

write_partition_table() {
  local disk=$1 partition name size type at=$table_megabytes
  truncate -s "$(disk_megabytes)M" "$disk" || return
  {
    printf 'label: gpt\n'
    for partition in "${partitions[@]}"; do
      read -r name size type <<<"$partition"
      printf 'start=%dMiB, size=%dMiB, type=%s, name=%s\n' "$at" "$size" "$type" "$name"
      at=$((at + size))
    done
  } | sfdisk -q "$disk"
}

# put_partition DISK NAME FILE: the bytes of a file into a partition.
put_partition() {
  local disk=$1 wanted=$2 file=$3 partition name size type at=$table_megabytes
  for partition in "${partitions[@]}"; do
    read -r name size type <<<"$partition"
    [[ "$name" != "$wanted" ]] || break
    at=$((at + size))
  done
  dd if="$file" of="$disk" bs=1M seek="$at" conv=notrunc,sparse status=none
}

megabytes_of() {
  local partition name size type
  for partition in "${partitions[@]}"; do
    read -r name size type <<<"$partition"
    if [[ "$name" == "$1" ]]; then printf '%d\n' "$size"; fi
  done
}

# make_boot FILE FOLDER: the kernel and the initramfs of a folder.
make_boot() {
  local file=$1 folder=$2 text=$scratch/disk
  printf 'default lastmeter.conf\ntimeout 0\neditor no\n' >"$text/loader.conf"
  {
    printf 'title LastMeter\nlinux /vmlinuz\ninitrd /initramfs.gz\ninitrd /drivers.gz\n'
    printf 'options %s\n' "$kernel_options"
  } >"$text/lastmeter.conf"
  rm -f "$file"
  truncate -s "$(megabytes_of lastmeter-boot)M" "$file" \
    && mkfs.vfat -F 32 -n BOOT "$file" >/dev/null \
    && mmd -i "$file" ::/EFI ::/EFI/BOOT ::/loader ::/loader/entries \
    && mcopy -i "$file" "$loader" ::/EFI/BOOT/BOOTAA64.EFI \
    && mcopy -i "$file" "$text/loader.conf" ::/loader/loader.conf \
    && mcopy -i "$file" "$text/lastmeter.conf" ::/loader/entries/lastmeter.conf \
    && mcopy -i "$file" "$folder"/{vmlinuz,initramfs.gz,drivers.gz} Board/Image/lastmeter.txt ::/
}

# make_board_disk FILE FOLDER
make_board_disk() {
  local disk=$1 folder=$2 text=$scratch/disk name
  mkdir -p "$text"
  rm -f "$disk" "$text/store"
  truncate -s "$(megabytes_of lastmeter-store)M" "$text/store" \
    && mke2fs -q -t ext4 -L registers "$text/store" \
    && make_boot "$text/boot" "$folder" \
    && write_partition_table "$disk" || return
  for name in boot store; do
    put_partition "$disk" "lastmeter-$name" "$text/$name" || return
  done
}
