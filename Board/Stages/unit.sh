#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every test but the house rules and those of the store's lifetime, which have stages of their own.
set -euo pipefail
source Board/Stages/counts.sh
need swift

swift_tests --skip TidyTests --skip LifetimeTests
finish
