# SPDX-License-Identifier: Apache-2.0
"""Which calls of the shim were made to fail: sites.py EDITION PROGRAM TOLD NAMES EXEMPT FILE...

A site is a line of FILE that calls one of NAMES, what the shim's objects ask of libraries. TOLD is
what the faulty kernel wrote: a name and a place in PROGRAM for each call that was changed. EXEMPT
lists calls that are not made to fail, and why: `NAME... | REASON`. Printed are the sites that never
failed and are not exempt, and exempt names that did fail or, where FILE... are the whole shim, that
nobody calls; the last line counts.
"""
import fnmatch
import glob
import os
import re
import subprocess
import sys


# What they are asked for has names of its own in the script.
MANY = {"ioctl", "prctl", "syscall"}


def failed(program, told, paths):
    """(file, line, name) of each call in the shim that was changed."""
    calls = sorted({tuple(line.split()) for line in open(told)})
    answer = subprocess.run(
        ["llvm-symbolizer", "--output-style=GNU", "--functions=none", "--no-inlines",
         "--obj=" + program], input="\n".join(place for _, place in calls), text=True,
        capture_output=True, check=True)
    for (name, _), place in zip(calls, answer.stdout.splitlines(), strict=True):
        file, line = re.match(r"(.*):(\d+|\?)", place).groups()
        for path in paths:
            if file.endswith("/" + path):
                yield path, int(line), name


def sites(path, names):
    """(line, name) of each call; a function of a file is called by a name and a parenthesis."""
    call = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\(")
    text = re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", "", found[0]), open(path).read(),
                  flags=re.S)
    for number, line in enumerate(text.split("\n"), 1):
        for found in call.finditer(line):
            yield number, found[1]


def exemptions(path):
    for line in open(path):
        if line.strip() and not line.startswith("#"):
            yield from line.split("|")[0].split()


def main():
    edition, program, told, names, exempt = sys.argv[1:6]
    paths = sys.argv[6:]
    names = [name.strip() for name in open(names) if not name.startswith(("clinux_", "gpio_"))]
    calls = set(failed(program, told, paths))
    of_many = {(path, line) for path, line, name in calls if name not in names}
    unused = set(exemptions(exempt))
    ran = excused = missing = 0
    for path in paths:
        for number, name in sites(path, names):
            patterns = [p for p in exemptions(exempt) if fnmatch.fnmatch(name, p)]
            unused -= set(patterns)
            if (path, number, name) in calls or name in MANY and (path, number) in of_many:
                ran += 1
                if patterns:
                    print(f"exempt, but it failed: {path}:{number}: {name}")
            elif patterns:
                excused += 1
            else:
                missing += 1
                print(f"never failed: {path}:{number}: {name}")
    # One edition of libgpiod is not among them.
    if len(paths) + 1 == len(glob.glob(os.path.dirname(paths[0]) + "/*.c")):
        for pattern in sorted(unused):
            print(f"exempt, but nobody calls it: {pattern}")
    print(f"shim: {ran} of {ran + missing} calls failed with libgpiod {edition}, {excused} are "
          f"exempt")


main()
