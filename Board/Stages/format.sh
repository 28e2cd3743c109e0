#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The layout of Swift sources, shellcheck on the commands, and what two of these say where they
# cannot go on.
set -euo pipefail
source Board/Stages/counts.sh
need swift shellcheck

check "swift format lint --strict" swift format lint --strict -r Sources Tests Package.swift
# SC2317: checks are functions that are called by their names.
check "shellcheck" shellcheck -x -e SC2317 Board/run Board/test Board/setup Board/benchmark \
  Board/fuzz Board/image Board/machine Board/pins Board/package Board/Image/init \
  Board/Package/postinst Board/Package/prerm Board/Package/postrm \
  Board/*/*.sh .ci/run
check "the pin table of the README and the overlay's names are those of Pins.csv" \
  Board/pins --check
source Board/Stages/commands.sh
finish
