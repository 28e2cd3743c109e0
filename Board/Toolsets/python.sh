#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced: finds a Python that ZHA runs on.

readonly python_minor_min=12
# shellcheck disable=SC2034 # whoever sources this says it
readonly python_advice="Install Python 3.$python_minor_min or newer: Debian 13 has it as python3; \
else \`pyenv install 3.$python_minor_min\` (https://github.com/pyenv/pyenv)."

# find_python: prints the first Python of 3.12 or later that runs, pyenv's included; else fails.
find_python() {
  local candidate
  for candidate in python3 python3.12 python3.13 python3.14 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
    if "$candidate" -c "import sys, venv; sys.exit(sys.version_info < (3, $python_minor_min))" \
      >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  return 1
}
