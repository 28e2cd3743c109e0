#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The Debian packages are built, on amd64 both, hold what they must, and their parts are what
# systemd, groff, dtc, udev and meterbench take; the programs in them run. One is installed,
# upgraded, removed and purged, and the overlay is applied to a device tree.
set -euo pipefail
source Board/Stages/counts.sh

readonly out=.build-package
# What `systemd-analyze security` calls OK is below 5.0.
readonly exposure_max=49
readonly version_file=Sources/Device/Meter/Version.swift
version=$(sed -nE 's/.*text: StaticString = "([^"]+)".*/\1/p' "$version_file")
readonly version
emulator=qemu-aarch64-static
command -v "$emulator" >/dev/null || emulator=qemu-aarch64
readonly emulator
readonly bench=.build/debug/meterbench
need swift dpkg dpkg-deb dtc fdtoverlay fdtget fdtput groff systemd-analyze systemd-sysusers \
  systemd-tmpfiles udevadm dash shellcheck unshare "$emulator"
source Board/Stages/contents.sh
source Board/Stages/overlay.sh
source Board/Stages/installing.sh

package() { Board/package "$1" --out "$out"; }

unpack() {
  rm -rf "${out:?}/$1"
  dpkg-deb -x "$out/lastmeter_${version}_$1.deb" "$out/$1"
}

# Whoever builds twice gets the same bytes.
is_repeatable() {
  local before
  before=$(sha256sum <"$out/lastmeter_${version}_$1.deb")
  package "$1" >/dev/null && [[ "$(sha256sum <"$out/lastmeter_${version}_$1.deb")" == "$before" ]]
}

says_version() {
  local said
  said=$("$@" --version)
  printf '%s\n' "$said"
  [[ "$said" == "meterd $version" ]]
}

# The unit as systemd reads it, with its program where it was unpacked.
verify_unit() {
  local unit=$out/lastmeter.service
  sed "s@/usr/sbin/@$PWD/$out/arm64/usr/sbin/@" \
    "$out/arm64/usr/lib/systemd/system/lastmeter.service" >"$unit"
  systemd-analyze verify --man=no "$unit"
}

is_confined() {
  systemd-analyze security --offline=true --no-pager --threshold="$exposure_max" \
    "$out/arm64/usr/lib/systemd/system/lastmeter.service" | tail -n 1
  return "${PIPESTATUS[0]}"
}

man_is_clean() {
  local said
  said=$(groff -mandoc -Tutf8 -ww -z Board/Package/meterd.8 2>&1)
  printf '%s\n' "$said"
  [[ -z "$said" ]]
}

# Options of the help that the manual does not have, and the other way round.
man_has_options() {
  local help man
  help=$("$emulator" "$out/arm64/usr/sbin/meterd" --help \
    | grep -oE -e '--[a-z][-a-z0-9]+' | sort -u)
  man=$(grep -oE -e '(Fl|\|) ?-[a-z][-a-z0-9]+' Board/Package/meterd.8 \
    | sed -E 's/^(Fl|\|) ?-/--/' | sort -u)
  diff <(printf '%s\n' "$help") <(printf '%s\n' "$man")
}

architectures=(arm64)
if [[ "$(dpkg --print-architecture)" == amd64 ]]; then architectures+=(amd64); fi
for architecture in "${architectures[@]}"; do
  check "the $architecture package is built" package "$architecture"
  if [[ "$stage_failed" -gt 0 ]]; then finish; fi
  check "$architecture: it can be unpacked" unpack "$architecture"
  check "$architecture: its fields are right" has_fields "$architecture"
  check "$architecture: it holds these files, and no others" has_contents "$architecture"
  check "$architecture: its scripts are scripts" has_scripts "$architecture"
  check "$architecture: all of it is root's, and only root writes it" is_safe "$architecture"
  check "$architecture: built again it is the same" is_repeatable "$architecture"
done
check 'arm64: its program runs' says_version "$emulator" "$out/arm64/usr/sbin/meterd"
if [[ "${#architectures[@]}" -gt 1 ]]; then
  check 'amd64: its program runs' says_version "$out/amd64/usr/sbin/meterd"
fi
check 'systemd takes the unit' verify_unit
check 'systemd-analyze security calls the unit OK' is_confined
check 'groff takes the manual' man_is_clean
check 'the manual has the options of the help' man_has_options
check 'meterbench builds' swift build --product meterbench
check 'meterbench takes its default parameters' \
  takes_parameters usr/share/lastmeter/parameters.yaml
check 'meterbench takes its example of all parameters' \
  takes_parameters usr/share/doc/lastmeter/examples/parameters.yaml
check_overlay
check_installing
finish
