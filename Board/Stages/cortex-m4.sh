#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The meter without its board, compiled for a bare Cortex-M4, replays recordings to the bits of this
# machine.
set -euo pipefail
source Board/Stages/counts.sh
source Board/Stages/replays.sh

readonly program=.build-cortex-m4/swift/armv7em-none-none-eabi/release/replayproof
need swift arm-none-eabi-gcc arm-none-eabi-size qemu-system-arm

build_program() {
  rm -f "$program"
  bash Board/Toolsets/cortex-m4.sh \
    && swift build -c release --triple armv7em-none-none-eabi --product replayproof \
      --toolset .build-cortex-m4/toolset.json --scratch-path .build-cortex-m4/swift \
    && arm-none-eabi-size "$program"
}

replay_on_cortex_m4() {
  timeout "$replay_seconds_max" qemu-system-arm -M mps2-an386 -cpu cortex-m4 \
    -display none -serial none -monitor none \
    -semihosting-config "enable=on,target=native,arg=replayproof,arg=$1" -kernel "$program"
}

check 'the host replay builds' build_host_replay
check 'the program links' build_program
if [[ ! -x "$program" ]]; then finish; fi
compare_replays cortex-m4 replay_on_cortex_m4
finish
