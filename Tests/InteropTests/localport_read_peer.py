# SPDX-License-Identifier: Apache-2.0
"""meterbench read on the meter's local port, beside what dsmr-parser makes of the same telegram.

    pytest localport_read_peer.py     METERBENCH and PORTPROOF name the programs
"""

import json
import os
import subprocess

from dsmr_parser import telegram_specifications
from dsmr_parser.parsers import TelegramParser
import pytest

from localport_bench import ROOT, Port
from localport_peer import READINGS, READOUT, SHORT, fields

METERBENCH = os.environ.get("METERBENCH", str(ROOT / ".build" / "debug" / "meterbench"))


def read(path, *options):
    return subprocess.run([METERBENCH, "read", "--port", path, *options], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)


def objects(run):
    assert (run.returncode, run.stderr) == (0, "")
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_each_telegram_is_read_as_dsmr_parser_reads_it():
    with Port("p1", READINGS) as port:
        port.tell("request high")
        messages = objects(read(port.path, "--json", "--count", "3"))
        said = bytes(port.wire.to_reader).decode()
    telegram = "/" + said.split("/")[-1].split("!")[0]
    telegram += said[said.rindex(telegram) + len(telegram):][:7]
    theirs = fields(TelegramParser(telegram_specifications.V5).parse(telegram, throw_ex=True))
    assert len(messages) == 3
    for message in messages:
        assert message["identification"] == "LMT5LASTMETER-1"
        values = {each["code"]: each for each in message["values"]}
        assert values["1-0:1.8.0"] == {
            "code": "1-0:1.8.0", "name": "active import", "value": "123456.789", "unit": "kWh"}
        assert values["1-0:1.8.2"]["name"] == "active import, tariff 2"
        assert values["0-0:96.1.1"]["value"] == "LM000042"
        assert values["0-0:96.13.0"]["value"] == "Hi!"
        assert values["1-0:1.6.0"]["value"] == "260701201500S 07.890"
        for code, name in (("1-0:1.8.1", "ELECTRICITY_USED_TARIFF_1"),
                           ("1-0:32.7.0", "INSTANTANEOUS_VOLTAGE_L1"),
                           ("1-0:1.7.0", "CURRENT_ELECTRICITY_USAGE")):
            assert float(values[code]["value"]) == float(theirs[name][0])
            assert values[code]["unit"] == theirs[name][1]


def test_readouts_are_read_one_after_another_at_the_proposed_speed():
    with Port("iec62056", READINGS, parity=False) as port:
        messages = objects(read(port.path, "--mode", "iec", "--json", "--count", "2"))
    assert [message["identification"] for message in messages] == ["LMT5LASTMETER-1"] * 2
    whole = [(address, value, unit) for address, value, unit in READOUT if address]
    for message in messages:
        told = [(each["code"], each["value"].split(" ")[0], each.get("unit"))
                for each in message["values"]]
        assert told == whole
    # The break at the end of each reading is the end at once.
    assert port.lines[:4] == ["speed 300", "speed 9600", "speed 300", "speed 9600"]


def test_the_table_has_code_name_value_and_unit():
    with Port("iec62056", SHORT, parity=False) as port:
        run = read(port.path, "--mode", "iec")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "LMT5LASTMETER-1\n1.8.0  active import  123456.789  kWh\n"


@pytest.mark.parametrize("mode,option", [("p1", "p1"), ("iec62056", "iec")])
def test_a_flipped_bit_is_refused(mode, option):
    with Port(mode, SHORT, parity=False) as port:
        port.tell("request high")
        # 7 is 37 hexadecimal, B7 with parity; two bits flipped keep the parity right.
        port.wire.distortion = lambda data: data.replace(b"7", b"4").replace(b"\xb7", b"\xb4")
        run = read(port.path, "--mode", option)
    assert run.returncode == 65
    assert run.stdout == ""
    assert run.stderr.startswith("meterbench: " + port.path + ": its checksum is ")


def test_wrong_parity_is_refused():
    with Port("iec62056", SHORT, parity=False) as port:
        port.wire.distortion = lambda data: data.replace(b"\xb7", b"7")
        run = read(port.path, "--mode", "iec")
    assert run.returncode == 65
    assert "the parity of character " in run.stderr


@pytest.mark.parametrize("mode,option,what", [
    ("p1", "p1", "no telegram came"), ("iec62056", "iec", "no meter answers")])
def test_silence_is_said(mode, option, what):
    with Port(mode, SHORT, parity=False) as port:
        port.wire.distortion = lambda data: b""
        run = read(port.path, "--mode", option)
    assert run.returncode == 69
    assert run.stderr.startswith("meterbench: %s: %s (" % (port.path, what))


def test_a_port_that_cannot_be_opened_is_named():
    for path, what in (("/dev/no-such-port", "No such file or directory"),
                       ("/dev/null", "it is not a serial port")):
        run = read(path)
        assert run.returncode == 66
        assert run.stderr.startswith("meterbench: %s: %s (" % (path, what))
