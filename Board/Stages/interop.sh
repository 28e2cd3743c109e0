#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Programs of other projects judge our formats: COMTRADE beside the Python package comtrade, ZigBee
# frames read by tshark, the local port by dsmr-parser and iec62056-21, and the whole simulated
# meter on ZHA by zigpy-xbee; Node reads the Zigbee2MQTT converter.
set -euo pipefail
source Board/Stages/counts.sh
source Board/Toolsets/python.sh
need swift python3 tshark

readonly converter=Board/Gateways/Zigbee2MQTT/lastmeter.mjs

# make_environment PYTHON FOLDER REQUIREMENTS
make_environment() {
  "$1" -m venv "$2" \
    && "$2/bin/pip" install --quiet --disable-pip-version-check -r "$3"
}

# run_peer FOLDER FILE: runs a file of tests and counts from its report.
run_peer() {
  local name status=0 tests failures skipped
  name=$(basename "$2" .py)
  local report=.build-logs/$name.xml
  rm -f "$report"
  "$1/bin/pytest" -q --junit-xml "$report" "$2" || status=$?
  [[ -f "$report" ]] || { fail "$name: pytest left no report, exit $status"; return; }
  sed 's/></>\n</g' "$report" >"$report.lines"
  read -r tests failures skipped < <(count_tests "$report.lines")
  stage_passed=$((stage_passed + tests))
  stage_failed=$((stage_failed + failures))
  stage_not_run=$((stage_not_run + skipped))
  if [[ $((tests + failures)) -eq 0 ]]; then fail "$name: pytest ran nothing"; fi
  if [[ "$status" -ne 0 && "$failures" -eq 0 ]]; then fail "$name: pytest, exit $status"; fi
}

# peers PYTHON FOLDER REQUIREMENTS FILE...
peers() {
  local before=$stage_failed python=$1 folder=$2 requirements=$3 file
  shift 3
  check "the packages of $requirements are there" \
    make_environment "$python" "$folder" "$requirements"
  [[ "$stage_failed" -eq "$before" ]] || return 0
  for file in "$@"; do run_peer "$folder" "$file"; done
}

check 'meterbench builds' swift build --product meterbench
check 'frameproof builds' swift build --product frameproof
check 'portproof builds' swift build --product portproof
if [[ "$stage_failed" -gt 0 ]]; then finish; fi
peers python3 .build-interop Tests/InteropTests/requirements.txt \
  Tests/InteropTests/comtrade_peer.py Tests/InteropTests/tshark_peer.py
peers python3 .build-localport Tests/InteropTests/requirements-localport.txt \
  Tests/InteropTests/localport_peer.py Tests/InteropTests/localport_read_peer.py
if python=$(find_python); then
  peers "$python" .build-zha Tests/InteropTests/requirements-zha.txt \
    Tests/InteropTests/zha_peer.py Tests/InteropTests/zha_quirk_peer.py \
    Tests/InteropTests/firmware_peer.py
else
  fail "ZHA needs Python 3.$python_minor_min or newer. $python_advice"
fi
if command -v node >/dev/null; then
  check 'Node reads the Zigbee2MQTT converter' node --check "$converter"
else
  fail 'node is missing: run Board/setup'
fi
finish
