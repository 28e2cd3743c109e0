#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by package.sh: what is in a package, to the file.
#
# shellcheck disable=SC2034,SC2154 # the stage has the other half of these variables

contents() {
  cat <<'END'
-rw-r--r-- ./etc/default/lastmeter
-rw-r--r-- ./usr/lib/systemd/system/lastmeter.service
-rw-r--r-- ./usr/lib/sysusers.d/lastmeter.conf
-rw-r--r-- ./usr/lib/tmpfiles.d/lastmeter.conf
-rw-r--r-- ./usr/lib/udev/rules.d/60-lastmeter.rules
-rw-r--r-- ./usr/share/doc/lastmeter/copyright
-rw-r--r-- ./usr/share/doc/lastmeter/examples/parameters.yaml
-rw-r--r-- ./usr/share/lastmeter/lastmeter.dtbo
-rw-r--r-- ./usr/share/lastmeter/parameters.yaml
-rw-r--r-- ./usr/share/man/man8/meterd.8.gz
-rwxr-xr-x ./usr/sbin/meterd
END
}

listing() { dpkg-deb -c "$out/lastmeter_${version}_$1.deb"; }

# No file more, none less, none with other rights.
has_contents() {
  diff <(contents | LC_ALL=C sort) <(listing "$1" | awk '$1 !~ /^d/ { print $1, $6 }' \
    | LC_ALL=C sort)
}

# Everything in a package is root's, and nobody else may write it.
is_safe() {
  local odd
  odd=$(listing "$1" | awk '$2 != "root/root" || $1 ~ /^.....w|^........w/')
  [[ -z "$odd" ]] || printf '%s\n' "$odd"
  [[ -z "$odd" ]]
}

has_fields() {
  local deb=$out/lastmeter_${version}_$1.deb
  [[ "$(dpkg-deb -f "$deb" Package)" == lastmeter && "$(dpkg-deb -f "$deb" Architecture)" == "$1" \
    && "$(dpkg-deb -f "$deb" Version)" == "$version" \
    && "$(dpkg-deb -f "$deb" Depends)" =~ (^|, )systemd,\ udev$ ]]
}

# dpkg runs exactly these, and dash and shellcheck take them.
has_scripts() {
  local folder=$out/control-$1
  rm -rf "$folder"
  dpkg-deb -e "$out/lastmeter_${version}_$1.deb" "$folder" || return
  [[ "$(cd "$folder" && echo *)" == 'conffiles control postinst postrm prerm' \
    && "$(cat "$folder/conffiles")" == /etc/default/lastmeter ]] || return
  for script in postinst postrm prerm; do
    [[ -x "$folder/$script" ]] && dash -n "$folder/$script" || return
  done
  shellcheck "$folder"/{postinst,postrm,prerm}
}

# The tool that a person types makes blocks of them.
takes_parameters() {
  local file=$out/arm64/$1 block=$out/parameters.block
  rm -f "$block"
  "$bench" parameters compile "$file" --output "$block" \
    && "$bench" parameters show "$block" >/dev/null
}
