#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The layout of Swift sources, and shellcheck on the commands.
set -euo pipefail
source Board/Stages/counts.sh
need swift shellcheck

check "swift format lint --strict" swift format lint --strict -r Sources Tests Package.swift
check "shellcheck" shellcheck -x Board/run Board/test Board/setup Board/*/*.sh .ci/run
finish
