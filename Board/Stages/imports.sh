#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every target builds, tests too, with warnings as errors, and imports nothing but what is beneath
# it.
# SwiftPM lets an import pass that a dependency brings in; the tidy stage does not.
set -euo pipefail
source Board/Stages/counts.sh
need swift

check "build with declared imports only" \
  swift build --build-tests --explicit-target-dependency-import-check error
finish
