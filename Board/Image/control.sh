# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=dash
#
# What the shell of the virtual machine does with the port that is its file 3: carries out the lines
# that arrive, and answers each with what it prints and with `done` and the exit code.

while :; do
  while read -r command <&3; do
    eval "$command" >&3 2>&1
    echo "done $?" >&3
  done
  # The host's end is closed: until it opens again, a read returns at once.
  sleep 0.5
done
