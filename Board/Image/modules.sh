#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by Board/image: the kernel's modules, for the board in a virtual machine and for others.
#
# Debian's kernel has no gpio-sim, which is built here from Debian's source of the same version.
#
# scratch, unpacked and headers are Board/image's folders.
: "${scratch:?}" "${unpacked:?}" "${headers:?}"

# What Board/Image/init loads, in this order: ext4 asks for a checksum by name, not by its module.
readonly kernel_modules=(
  virtio_pci virtio_console virtio_blk crc32c_generic ext4 cuse configfs i6300esb)
readonly simulator_sources=(drivers/gpio/gpio-sim.c drivers/gpio/gpiolib.h kernel/irq/irq_sim.c)

# What a board that a UEFI starts may have between it and its disk, lines, buses and ports: folders
# of the kernel's modules, and single ones.
readonly driver_folders=(
  drivers/mmc drivers/nvme drivers/ata drivers/usb/host drivers/usb/storage drivers/usb/serial
  drivers/usb/dwc2 drivers/usb/dwc3 drivers/usb/phy drivers/phy drivers/pci drivers/virtio
  drivers/i2c drivers/gpio drivers/pinctrl drivers/tty drivers/watchdog drivers/rtc drivers/reset
  drivers/clk drivers/regulator drivers/mfd drivers/soc drivers/firmware drivers/mailbox
  drivers/dma drivers/bus drivers/char/hw_random)
readonly driver_modules=(sd_mod virtio_scsi vfat nls_cp437 nls_ascii nls_utf8)

# Copies the modules of the virtual machine, and says which the init loads.
copy_modules() {
  local kernel=$1 root=$2
  copy_with_needs "$kernel" "$root" "${kernel_modules[@]}" || return
  cp "$scratch/gpio-sim/gpio-sim.ko" "$root/lib/modules/$kernel/"
  printf '%s\n' "${kernel_modules[@]}" gpio-sim >"$root/etc/modules"
}

# Copies those of other boards, of which the kernel names what it finds.
copy_drivers() {
  local kernel=$1 root=$2 names
  mapfile -t names < <(cd "$unpacked/lib/modules/$kernel/kernel" \
    && find "${driver_folders[@]}" -name '*.ko*' | sed -E 's|.*/||; s|\.ko(\.xz)?$||')
  copy_with_needs "$kernel" "$root" "${names[@]}" "${driver_modules[@]}"
}

# Copies modules with all that they need. Newer kernels have them compressed.
copy_with_needs() {
  local kernel=$1 root=$2 name file
  shift 2
  local from=$unpacked/lib/modules/$kernel
  mkdir -p "$root/lib/modules/$kernel"
  (cd "$from" && find kernel -name '*.ko*') >"$scratch/modules.txt"
  local left=("$@") done=' '
  while [[ ${#left[@]} -gt 0 ]]; do
    name=${left[0]//-/_} left=("${left[@]:1}")
    [[ "$done" != *" $name "* ]] || continue
    done+="$name "
    file=$(grep -E "/${name//_/[-_]}\.ko(\.xz)?$" "$scratch/modules.txt" | head -n 1 || true)
    # One that is not there as a file is in the kernel itself.
    if [[ -z "$file" ]]; then
      grep -qE "/${name//_/[-_]}\.ko$" "$from/modules.builtin" && continue
      printf 'Board/image: the kernel %s has no module %s\n' "$kernel" "$name" >&2
      return 1
    fi
    copy_module "$from/$file" "$root/lib/modules/$kernel/$name.ko" || return
    mapfile -t -O ${#left[@]} left < <(needs_of "$root/lib/modules/$kernel/$name.ko")
  done
  cp "$from/modules.builtin" "$from/modules.order" "$root/lib/modules/$kernel/"
}

copy_module() {
  case "$1" in
    *.xz) xz -dc "$1" >"$2" ;;
    *) cp "$1" "$2" ;;
  esac
}

# The names in a module's own list, which is text in its section .modinfo.
needs_of() {
  aarch64-linux-gnu-objcopy -O binary --only-section=.modinfo "$1" "$scratch/modinfo" || return
  tr '\0' '\n' <"$scratch/modinfo" | sed -n 's/^depends=//p' | tr ',' '\n' | sed '/^$/d'
}

# The headers name where Debian installs them. Here that is another place.
point_headers() {
  local makefile=$headers/usr/src/linux-headers-$1/Makefile
  sed -i "s|^include /usr/src/|include $headers/usr/src/|" "$makefile"
}

# Reading ends once all are found, long before the end of the archive.
unpack_simulator_source() {
  local archive=$1 into=$2 version=$3 source members=()
  for source in "${simulator_sources[@]}"; do members+=("linux-source-$version/$source"); done
  dpkg --fsys-tarfile "$archive" 2>"$scratch/tar.log" \
    | tar -xO "./usr/src/linux-source-$version.tar.xz" 2>>"$scratch/tar.log" \
    | xz -dc 2>>"$scratch/tar.log" \
    | tar -C "$into" -x --strip-components 1 --occurrence=1 "${members[@]}" || true
  for source in "${simulator_sources[@]}"; do
    [[ -f "$into/$source" ]] || return
  done
}

# The simulator's interrupts come from irq_sim, which Debian's kernel leaves out: it is linked in,
# and reaches the descriptor of an interrupt by a function that the kernel exports.
build_simulator() {
  local kernel=$1 from=$2 build=$3
  mkdir -p "$build"
  cp "$from/drivers/gpio/gpio-sim.c" "$build/lines.c"
  cp "$from/drivers/gpio/gpiolib.h" "$build/"
  sed 's/irq_to_desc(\([a-z]*\))/irq_data_to_desc(irq_get_irq_data(\1))/' \
    "$from/kernel/irq/irq_sim.c" >"$build/interrupts.c"
  printf 'obj-m := gpio-sim.o\ngpio-sim-y := lines.o interrupts.o\n' >"$build/Kbuild"
  make -s -C "$headers/usr/src/linux-headers-$kernel" M="$build" ARCH=arm64 \
    CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc modules >"$scratch/make.log" 2>&1 \
    || { cat "$scratch/make.log" >&2; return 1; }
}
