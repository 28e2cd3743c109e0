#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by each stage: counts its checks and its tests, and ends with the line that Board/test
# reads.

stage_passed=0 stage_failed=0 stage_not_run=0

pass() {
  stage_passed=$((stage_passed + 1))
  printf 'passed: %s\n' "$1"
}

fail() {
  stage_failed=$((stage_failed + 1))
  printf 'FAILED: %s\n' "$1"
}

# check NAME COMMAND...: one gate check; the command's exit code decides.
check() {
  local name=$1
  shift
  if "$@"; then pass "$name"; else fail "$name"; fi
}

finish() {
  if [[ "$stage_not_run" -gt 0 ]]; then
    printf 'stage: %d passed, %d failed, %d not run\n' \
      "$stage_passed" "$stage_failed" "$stage_not_run"
  else
    printf 'stage: %d passed, %d failed\n' "$stage_passed" "$stage_failed"
  fi
  [[ "$stage_failed" -eq 0 ]]
  exit
}

# need TOOL...: ends the stage, failed, when a tool is missing.
need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is missing: run Board/setup"
  done
  if [[ "$stage_failed" -gt 0 ]]; then finish; fi
}

# Counts the tests of a report: passed, failed, not run. One test may have many failures.
count_tests() {
  awk '
    /<testcase / { tests += 1; is_open = 1 }
    /<failure / && is_open { failed += 1; is_open = 0 }
    /<skipped/ && is_open { skipped += 1; is_open = 0 }
    END { printf "%d %d %d\n", tests - failed - skipped, failed, skipped }
  ' "$1"
}

# swift_tests ARGUMENT...: runs `swift test` and counts from its report. No report, no tests, or a
# bad exit code beside a clean report is one failure more.
swift_tests() {
  local report=.build-logs/tests.xml status=0 tests failures skipped
  rm -f "$report"
  swift test --disable-xctest --xunit-output "$report" "$@" || status=$?
  if [[ ! -f "$report" ]]; then
    fail "swift test left no report, exit $status"
    return
  fi
  read -r tests failures skipped < <(count_tests "$report")
  stage_passed=$((stage_passed + tests))
  stage_failed=$((stage_failed + failures))
  stage_not_run=$((stage_not_run + skipped))
  if [[ $((tests + failures)) -eq 0 ]]; then fail 'swift test ran nothing'; fi
  if [[ "$status" -ne 0 && "$failures" -eq 0 ]]; then fail "swift test, exit $status"; fi
}
