#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The pure targets and the run loop are Embedded Swift and use no heap: each of these brings in all
# targets beneath it. The compiler judges generic code only where its types are known: heapproof
# makes the run loop, the drivers and the ring of samples with known ones.
set -euo pipefail
source Board/Stages/counts.sh
need swift

for target in Meter Drivers MeterBoard heapproof; do
  check "$target and what it uses: Embedded, no allocation" \
    swift build --scratch-path .build-embedded -c release --target "$target" \
    -Xswiftc -enable-experimental-feature -Xswiftc Embedded -Xswiftc -wmo \
    -Xswiftc -no-allocations -Xswiftc -Werror -Xswiftc EmbeddedRestrictions
done
finish
