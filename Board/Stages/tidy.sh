#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The house rules, as tests.
set -euo pipefail
source Board/Stages/counts.sh
need swift git

swift_tests --filter TidyTests
finish
