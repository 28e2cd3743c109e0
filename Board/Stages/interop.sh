#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Programs of other projects judge our formats: COMTRADE beside the Python package comtrade, ZigBee
# frames read by tshark.
set -euo pipefail
source Board/Stages/counts.sh
need swift python3 tshark

readonly environment=.build-interop report=.build-logs/interop.xml
readonly requirements=Tests/InteropTests/requirements.txt

make_environment() {
  python3 -m venv "$environment" \
    && "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
}

run_peers() {
  "$environment/bin/pytest" -q --junit-xml "$report" Tests/InteropTests/*.py
}

check 'meterbench builds' swift build --product meterbench
check 'frameproof builds' swift build --product frameproof
check "the packages of $requirements are there" make_environment
if [[ "$stage_failed" -gt 0 ]]; then finish; fi
rm -f "$report"
status=0
run_peers || status=$?
[[ -f "$report" ]] || { fail "pytest left no report, exit $status"; finish; }
sed 's/></>\n</g' "$report" >"$report.lines"
read -r tests failures skipped < <(count_tests "$report.lines")
stage_passed=$((stage_passed + tests))
stage_failed=$((stage_failed + failures))
stage_not_run=$((stage_not_run + skipped))
if [[ $((tests + failures)) -eq 0 ]]; then fail 'pytest ran nothing'; fi
if [[ "$status" -ne 0 && "$failures" -eq 0 ]]; then fail "pytest, exit $status"; fi
finish
