#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Firmware is signed at the bench, installed, tried and given up, by the programs that do it. What
# is started in the place of firmware is a program that ends at once: it never says that it works.
set -euo pipefail
source Board/Stages/counts.sh
need swift

readonly folder=.build-logs/upgrade bench=.build/debug/meterbench meterd=.build/debug/meterd
readonly exit_usage=64 exit_data=65 exit_unavailable=69
key=''

# What no board has is missing: then meterd ends with 69, whichever board this machine is.
meter() { "$meterd" --i2c /nowhere --staging "$folder/slots" --upgrade-key "$key" "$@"; }

ends_with() {
  local wanted=$1 status=0
  shift
  "$@" >"$folder/out" 2>&1 || status=$?
  [[ "$status" -eq "$wanted" ]] || { cat "$folder/out"; return 1; }
}

make_images() {
  rm -rf "$folder"
  mkdir -p "$folder"
  # It prints its arguments, and ends.
  cp "$(type -P echo)" "$folder/program"
  key=$("$bench" firmware key --make "$folder/key") || return
  "$bench" firmware key --make "$folder/stranger" >/dev/null || return
  [[ "$key" =~ ^[0-9a-f]{64}$ && "$("$bench" firmware key "$folder/key")" == "$key" ]] || return
  sign key 9.0.0 new && sign key 0.0.1 old && sign stranger 9.0.1 foreign
}

sign() {
  "$bench" firmware sign "$folder/program" --key "$folder/$1" --version "$2" \
    --output "$folder/$3.ota" >/dev/null
}

bench_refuses() {
  ends_with 0 "$bench" firmware show "$folder/new.ota" --key "$key" || return
  grep -q 'firmware 9.0.0, .* signed by this key' "$folder/out" || return
  ends_with "$exit_data" "$bench" firmware show "$folder/foreign.ota" --key "$key" || return
  cp "$folder/new.ota" "$folder/damaged.ota"
  printf 'X' | dd of="$folder/damaged.ota" bs=1 seek=500 conv=notrunc 2>/dev/null
  ends_with "$exit_data" "$bench" firmware show "$folder/damaged.ota" || return
  ends_with 73 "$bench" firmware key --make "$folder/key"
}

meter_refuses() {
  local image
  for image in old foreign damaged; do
    ends_with "$exit_data" meter --install "$folder/$image.ota" || return
    grep -q 'not installed' "$folder/out" || return
  done
  ends_with "$exit_usage" "$meterd" --install "$folder/new.ota" || return
  # Nothing of all that starts.
  ends_with "$exit_unavailable" meter && ! grep -q 'starts firmware' "$folder/out"
}

starts_three_times() {
  local times
  ends_with 0 meter --install "$folder/new.ota" || return
  for ((times = 0; times < 3; times += 1)); do
    ends_with 0 meter || return
    grep -q 'starts firmware 9.0.0 of slot a' "$folder/out" || return
    # The program has what meterd was started with, and is told where it comes from.
    grep -qxF -- "--i2c /nowhere --staging $folder/slots --upgrade-key $key --slot a" \
      "$folder/out" || return
  done
  ends_with "$exit_unavailable" meter && ! grep -q 'starts firmware' "$folder/out"
}

given_up_for_good() {
  ends_with "$exit_data" meter --install "$folder/new.ota" || return
  grep -q 'this version was given up' "$folder/out" || return
  ends_with "$exit_unavailable" meter && ! grep -q 'starts firmware' "$folder/out" || return
  sign key 9.0.1 newer && ends_with 0 meter --install "$folder/newer.ota" && ends_with 0 meter \
    && grep -q 'starts firmware 9.0.1 of slot a' "$folder/out"
}

waits_for_trial() {
  ends_with "$exit_data" meter --install "$folder/new.ota" && grep -q 'on trial' "$folder/out"
}

other_key_starts_nothing() {
  rm "$folder/slots"
  ends_with 0 meter --install "$folder/new.ota" || return
  key=$("$bench" firmware key "$folder/stranger")
  ends_with "$exit_unavailable" meter && ! grep -q 'starts firmware' "$folder/out"
}

held_by_a_meter() {
  exec 7<>"$folder/slots"
  flock -n 7 || return
  ends_with "$exit_unavailable" meter --install "$folder/new.ota" || return
  exec 7>&-
  grep -q 'stop it first' "$folder/out"
}

check 'meterbench builds' swift build --product meterbench
check 'meterd builds' swift build --product meterd
if [[ "$stage_failed" -gt 0 ]]; then finish; fi
check 'firmware is signed with a secret that was made' make_images
check 'the bench refuses what is damaged or signed by another, and keeps a secret' bench_refuses
check 'meterd refuses older, foreign and damaged firmware' meter_refuses
check 'firmware that was installed starts three times, then what is built in' starts_three_times
check 'it is not tried again; a newer one is' given_up_for_good
check 'nothing is installed while firmware is on trial' waits_for_trial
check 'nothing is installed while a meter runs' held_by_a_meter
check 'firmware of another key never starts' other_key_starts_nothing
finish
