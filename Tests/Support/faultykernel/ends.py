# SPDX-License-Identifier: Apache-2.0
"""Which error ends of the shim ran: ends.py EDITION EXPORT FILE...

EXPORT is what `llvm-cov export` says. An error end is a place of the source that makes a negative
errno. Those that never ran are printed, one a line, and files of which nothing was compiled; the
last line counts, and says which edition of libgpiod it was.
"""
import json
import re
import sys

END = re.compile(
    r"-errno\b|-E[A-Z]{2,}\b|\b(?:gpio_)?failure\(\)|-CLINUX_SHORT_WRITE\b|-failure\b|\? errno\b"
    r"|-pthread_\w+\(|\breturn failure\b")


def regions(export, path):
    """(start, end, count) of each region of code in a file, over all functions."""
    for function in export["data"][0]["functions"]:
        if not function["filenames"][0].endswith("/" + path):
            continue
        for line, column, end_line, end_column, count, _, _, kind in function["regions"]:
            if kind == 0:
                yield (line, column), (end_line, end_column), count


def ends(path):
    """Where the source makes an errno: line, column, the line's text."""
    for number, line in enumerate(open(path), 1):
        code = line.split("/*")[0]
        if code.startswith((" *", "static int failure", "#")):
            continue
        for found in END.finditer(code):
            yield (number, found.start() + 1), line.strip()


def main():
    export = json.load(open(sys.argv[2]))
    ran = missing = 0
    for path in sys.argv[3:]:
        known = list(regions(export, path))
        if not known:
            print(f"never ran: {path}")
        for place, text in ends(path):
            around = [region for region in known if region[0] <= place < region[1]]
            if not around:
                continue
            if max(around)[2] > 0:
                ran += 1
            else:
                missing += 1
                print(f"never ran: {path}:{place[0]}: {text}")
    print(f"shim: {ran} of {ran + missing} error ends ran with libgpiod {sys.argv[1]}")


main()
