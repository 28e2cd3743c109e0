#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced: fetches Debian packages of another architecture, and installs none.

# An apt of our own: the machine's package lists and its architectures stay as they are.
#
# write_apt_configuration FOLDER ARCHITECTURE...: the first architecture is that of a bare name.
write_apt_configuration() {
  local folder=$1 architectures
  shift
  architectures=$(printf '"%s"; ' "$@")
  mkdir -p "$folder/state/lists/partial" "$folder/cache/archives/partial" "$folder/packages"
  : >"$folder/state/status"
  cat >"$folder/apt.conf" <<CONFIGURATION
APT::Architecture "$1";
APT::Architectures { $architectures};
APT::Sandbox::User "$(id -un)";
Dir::State "$folder/state/";
Dir::State::status "$folder/state/status";
Dir::Cache "$folder/cache/";
CONFIGURATION
}

update_packages() { APT_CONFIG=$1/apt.conf apt-get update -q >"$1/update.log" 2>&1 || true; }

# download_packages FOLDER PACKAGE...: into FOLDER/packages.
download_packages() {
  local folder=$1
  shift
  if ! (cd "$folder/packages" && APT_CONFIG=$folder/apt.conf apt-get download -q "$@") \
    >"$folder/download.log" 2>&1; then
    cat "$folder/update.log" "$folder/download.log" >&2
    return 1
  fi
}
