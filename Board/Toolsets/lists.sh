#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced: writes a SwiftPM toolset from lists of options.

# write_toolset FILE swiftCompiler OPTION... cCompiler OPTION... linker OPTION...
write_toolset() {
  local file=$1 item separator='' tool
  shift
  {
    printf '{\n  "schemaVersion": "1.0"'
    for item in "$@"; do
      case "$item" in
        swiftCompiler | cCompiler | linker)
          tool=$item
          [[ -z "$separator" ]] || printf '\n    ]\n  }'
          printf ',\n  "%s": {\n    "extraCLIOptions": [' "$tool"
          separator=$'\n'
          ;;
        *)
          printf '%s      "%s"' "$separator" "$item"
          separator=$',\n'
          ;;
      esac
    done
    printf '\n    ]\n  }\n}\n'
  } >"$file"
}
