#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The store through the power cuts of a day, and through ten years.
set -euo pipefail
source Board/Stages/counts.sh
need swift

swift_tests --filter LifetimeTests
finish
