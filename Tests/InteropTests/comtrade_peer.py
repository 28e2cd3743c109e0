# SPDX-License-Identifier: Apache-2.0
"""meterbench's COMTRADE files beside those of the Python package comtrade.

    pytest comtrade_peer.py          METERBENCH names the program, else the debug build's is used

Records of every format are put together here with struct, not by meterbench. The package and
meterbench must agree on their figures, and the package must read what meterbench writes from them
as the same values.
"""

import json
import math
import os
import pathlib
import struct
import subprocess

import comtrade
import numpy
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
METERBENCH = os.environ.get("METERBENCH", str(ROOT / ".build" / "debug" / "meterbench"))
SHARED = ROOT.parent / "shared" / "recordings"
RECORDINGS = sorted(SHARED.glob("*.cfg"))
RECORDINGS_EXPECTED = 48

RATE, COUNT, PEAK = 4000, 1600, 30000
HALF_CODE = 0.5 / 8388607  # of the largest value: what conversion to 24 bits may change


def counts(phase, peak=PEAK):
    turns = [50 * n / RATE for n in range(COUNT)]
    return [round(peak * math.sin(2 * math.pi * turn - phase)) for turn in turns]


def configuration(revision, file_type, a_voltage, a_current):
    """A .cfg file with a digital and a third analog channel in the way."""
    ratings = "" if revision == "1991" else ",1,1,P"
    digital = "" if revision == "1991" else ",,"
    date = "03/21/94" if revision == "1991" else "21/03/1994"
    lines = [
        "PEER,9" + ("" if revision == "1991" else "," + revision),
        "4,3A,1D",
        "1,Q,,,var,1,0,0,-99999,99998" + ratings,
        "2,UA,A,,kV,%s,0,0,-99999,99998%s" % (a_voltage, ratings),
        "3,IA,A,,mA,%s,0,0,-99999,99998%s" % (a_current, ratings),
        "1,TRIP" + digital + ",0",
        "50",
        "1",
        "%d,%d" % (RATE, COUNT),
        date + ",10:00:00.000000",
        date + ",10:00:00.000000",
        file_type,
    ]
    lines += [] if revision == "1991" else ["1"]
    lines += ["0,0", "0,3"] if revision == "2013" else []
    return "\r\n".join(lines) + "\r\n"


def samples(file_type, voltage, current):
    layout = {"BINARY": "<IIhhhH", "BINARY32": "<IIiiiH", "FLOAT32": "<IIfffH"}.get(file_type)
    rows = []
    for n, (u, i) in enumerate(zip(voltage, current)):
        row = (n + 1, n * 250, 7, u, i, 1)
        rows.append(
            struct.pack(layout, *row) if layout else ("%d,%d,%d,%s,%s,%d\r\n" % row).encode())
    return b"".join(rows)


CASES = [
    # revision, file type, a of kV, a of mA, peak count, whether codes are kept
    ("1991", "ASCII", "0.00001", "2.5", 30000, True),
    ("1999", "ASCII", "0.00001", "2.5", 90000, True),
    ("1999", "BINARY", "1.25E-5", "0.75", 30000, True),
    ("2013", "ASCII", "0.00001", "2.5", 8000000, True),
    ("2013", "BINARY", "-1.25E-5", "0.75", 30000, True),
    ("2013", "BINARY32", "1.25E-7", "0.0075", 8000000, True),
    ("2013", "BINARY32", "1.25E-10", "0.000075", 2000000000, False),
    ("2013", "FLOAT32", "0.001", "1000", 325, False),
]


def name(case):
    return "%s-%s-%d" % (case[1], case[0], case[4])


@pytest.fixture(params=CASES, ids=name)
def record(request, tmp_path):
    revision, file_type, a_voltage, a_current, peak, kept = request.param
    path = tmp_path / "peer.cfg"
    path.write_bytes(configuration(revision, file_type, a_voltage, a_current).encode())
    voltage, current = counts(0, peak), counts(math.pi / 3, peak)
    path.with_suffix(".dat").write_bytes(samples(file_type, voltage, current))
    return path, kept


def meterbench(*arguments):
    done = subprocess.run([METERBENCH, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(path, channels, scales):
    peer = comtrade.Comtrade(use_double_precision=True, ignore_warnings=True)
    peer.load(str(path), str(path.with_suffix(".dat")))
    values = [numpy.asarray(peer.analog[c]) * s for c, s in zip(channels, scales)]
    assert not any(numpy.isnan(v).any() for v in values)
    return values


def agree(found, expected, bound):
    assert len(found) == len(expected)
    assert numpy.abs(found - expected).max() <= bound * numpy.abs(expected).max()


def back_and_forth(path, folder):
    meterbench("convert", path, folder / "ours.recording")
    meterbench("convert", folder / "ours.recording", folder / "back.cfg")
    return loaded(folder / "back.cfg", (0, 1), (1, 1))


def test_the_package_reads_what_is_written(record, tmp_path):
    path, kept = record
    bound = 1e-12 if kept else HALF_CODE * 1.001
    for found, expected in zip(back_and_forth(path, tmp_path), loaded(path, (1, 2), (1e3, 1e-3))):
        agree(found, expected, bound)


def test_figures_agree(record):
    path, kept = record
    voltage, current = loaded(path, (1, 2), (1e3, 1e-3))
    found = json.loads(meterbench("replay", path, "--json"))["record"]
    rms = [math.sqrt(numpy.mean(x * x)) for x in (voltage, current)]
    bound = 1e-12 if kept else 1e-6
    assert found["samples"] == COUNT
    assert found["voltage_V"] == pytest.approx(rms[0], rel=bound)
    assert found["current_A"] == pytest.approx(rms[1], rel=bound)
    power = numpy.mean(voltage * current)
    assert abs(found["activePower_W"] - power) <= bound * rms[0] * rms[1]


def test_edition_1999_is_read_by_the_package(tmp_path):
    path = tmp_path / "peer.cfg"
    path.write_bytes(configuration("1999", "BINARY", "1.25E-5", "0.75").encode())
    path.with_suffix(".dat").write_bytes(samples("BINARY", counts(0), counts(1)))
    meterbench("convert", path, tmp_path / "old.cfg", "--edition", "1999")
    for found, expected in zip(
        loaded(tmp_path / "old.cfg", (0, 1), (1, 1)), loaded(path, (1, 2), (1e3, 1e-3))):
        agree(found, expected, 1e-12)


@pytest.mark.skipif(
    not RECORDINGS and os.environ.get("CI") != "true", reason="48 recordings are absent")
def test_the_real_recordings_come_back_the_same(tmp_path):
    assert len(RECORDINGS) == RECORDINGS_EXPECTED
    for path in RECORDINGS:
        for found, expected in zip(
            back_and_forth(path, tmp_path), loaded(path, (0, 1), (1, 1))):
            agree(found, expected, 1e-12)
