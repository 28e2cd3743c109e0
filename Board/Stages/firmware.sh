#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stages that need meterd for arm64.

readonly firmware=.build-arm64/swift/aarch64-none-none-elf/release/meterd
readonly stripped=.build-arm64/meterd

build_firmware() {
  rm -f "$firmware" "$stripped"
  bash Board/Toolsets/arm64.sh \
    && swift build -c release --triple aarch64-none-none-elf --product meterd \
      --experimental-lto-mode full \
      --toolset .build-arm64/toolset.json --scratch-path .build-arm64/swift \
    && aarch64-linux-gnu-strip -o "$stripped" "$firmware"
}
