#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes a static libgpiod 2 beside the libgpiod 1 of Debian 12: libgpiod2.sh FOLDER. Its sources
# come with a Python package, the one place where pip finds them; headers in FOLDER/include.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly folder=$1 requirements=Tests/Support/faultykernel/requirements.txt
readonly library=$folder/libgpiod.a

# pinned PACKAGE: its line of the requirements.
pinned() { grep "^$1==" "$requirements"; }

archive=$folder/$(pinned gpiod | sed -E 's/^gpiod==([^ ]+) .*/gpiod-\1.tar.gz/')
checksum=$(pinned gpiod | sed 's/.*sha256://')
readonly archive checksum

is_fetched() { sha256sum --check --status <<<"$checksum  $archive" 2>/dev/null; }

# Without isolation pip takes the setuptools that is pinned.
fetch() {
  local python=$folder/python
  python3 -m venv "$python"
  pinned setuptools >"$folder/setuptools.txt"
  pinned gpiod >"$folder/gpiod.txt"
  "$python/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
    -r "$folder/setuptools.txt"
  "$python/bin/pip" download --quiet --disable-pip-version-check --require-hashes --no-deps \
    --no-binary gpiod --no-build-isolation -r "$folder/gpiod.txt" -d "$folder"
  rm -r "$python"
}

# The definitions are those of the package's setup.py.
compile() {
  local version source objects=()
  rm -rf "${folder:?}/include" "${folder:?}/lib"
  tar -xzf "$archive" -C "$folder" --strip-components 1 --wildcards \
    '*/include' '*/lib' '*/libgpiod-version.txt'
  version=$(cat "$folder/libgpiod-version.txt")
  for source in "$folder"/lib/*.c; do
    objects+=("${source%.c}.o")
    gcc -O1 -fPIC -D_GNU_SOURCE "-DGPIOD_VERSION_STR=\"$version\"" "-I$folder/include" \
      "-I$folder/lib" -c "$source" -o "${source%.c}.o"
  done
  ar rcs "$library.new" "${objects[@]}"
  mv "$library.new" "$library"
}

if is_fetched && [[ -f "$library" && "$library" -nt "$requirements" ]]; then exit; fi
mkdir -p "$folder"
if ! is_fetched; then fetch; fi
is_fetched
compile
