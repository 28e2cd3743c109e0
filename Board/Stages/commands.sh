#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the stage format: what Board/image and Board/machine say where they cannot go on, and
# their exit codes of sysexits.h. They are called in a copy of their folder, where nothing was built
# yet, with tools that do nothing.

readonly commands_exit_usage=64 commands_exit_no_input=66 commands_exit_unavailable=69
# Board/image looks for others where a super-user's are, too: there they may be.
readonly image_tools=(apt-get dpkg aarch64-linux-gnu-gcc make xz gzip mcopy)
readonly super_user_tools=(mke2fs mkfs.vfat sfdisk)
commands_folder=$(mktemp -d)
readonly commands_folder
trap 'rm -rf "$commands_folder"' EXIT

# Tools that do nothing, and what a script needs to begin.
lay_out_commands() {
  local tool
  mkdir "$commands_folder/tools" "$commands_folder/machine" && cp -r Board "$commands_folder"
  for tool in "${image_tools[@]}" "${super_user_tools[@]}" qemu-aarch64 qemu-system-aarch64; do
    printf '#!/bin/sh\n' >"$commands_folder/tools/$tool"
    chmod +x "$commands_folder/tools/$tool"
  done
  for tool in dirname head; do ln -s "$(command -v "$tool")" "$commands_folder/tools"; done
}

# ends_with CODE TEXT COMMAND ARGUMENT...: TEXT is a whole line of what is said.
ends_with() {
  local code=$1 text=$2 command=$3 status=0 said
  shift 3
  said=$(PATH=$commands_folder/tools "$BASH" "$commands_folder/Board/$command" "$@" 2>&1) \
    || status=$?
  [[ "$status" -eq "$code" ]] && grep -qxF "Board/$command: $text" <<<"$said" && return
  printf 'exit %d: %s\n' "$status" "$said"
  return 1
}

# lacks TOOL COMMAND ARGUMENT...: without it the command says so, and what to do.
lacks() {
  local tool=$commands_folder/tools/$1 status=0
  mv "$tool" "$tool.gone"
  ends_with "$commands_exit_unavailable" "$1 is missing: run Board/setup" "${@:2}" || status=$?
  mv "$tool.gone" "$tool"
  return "$status"
}

usage_is_told() {
  local code=$commands_exit_usage
  ends_with "$code" 'unknown argument: --bogus' image --bogus \
    && ends_with "$code" '--out needs a value' image --out \
    && ends_with "$code" '--upgrade-key has 64 hexadecimal digits' image --upgrade-key "${1%?}" \
    && ends_with "$code" 'the folder comes first' machine \
    && ends_with "$code" 'the folder comes first' machine --bogus \
    && ends_with "$code" 'with --uefi meterd gets no options' machine --uefi \
    && ends_with "$code" 'with --bare meterd gets no options' machine --bare folder --cpu
}

missing_tools_are_told() {
  local tool
  for tool in "${image_tools[@]}" qemu-aarch64; do lacks "$tool" image || return; done
  lacks qemu-system-aarch64 machine "$commands_folder/machine"
}

# An image that lacks one of its files is none.
missing_files_are_told() {
  local code=$commands_exit_no_input folder=$commands_folder/machine file
  local out=$commands_folder/.build-image/out
  ends_with "$commands_exit_unavailable" 'there is no meterd for arm64: run Board/test arm64' \
    image || return
  mkdir -p "$out"
  for file in vmlinuz initramfs.gz board.img; do
    ends_with "$code" 'there is no image: run Board/image' machine "$folder" || return
    touch "$out/$file"
  done
  ends_with "$code" "$folder has no buses: run meterbench chips $folder beside this" \
    machine "$folder"
}

check 'Board/image and Board/machine are laid out where nothing was built' lay_out_commands
# 64 digits, of which a case has one less.
check 'Board/image and Board/machine tell wrong usage' usage_is_told "$(printf '%064d' 0)"
check 'Board/image and Board/machine tell each tool that is missing' missing_tools_are_told
check 'Board/image and Board/machine tell files that are missing' missing_files_are_told
