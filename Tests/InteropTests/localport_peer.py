# SPDX-License-Identifier: Apache-2.0
"""Readers of other projects on the meter's local port: dsmr-parser and iec62056-21.

    pytest localport_peer.py          PORTPROOF names the program, else the debug build's is used

portproof tells given readings on a pseudo-terminal, in real time. Each reader must find just these,
and refuse them where a bit was flipped on the way.
"""

import datetime
from decimal import Decimal
import itertools

from dsmr_parser import telegram_specifications
from dsmr_parser.clients import SerialReader
from dsmr_parser.clients.settings import SERIAL_SETTINGS_V5
from dsmr_parser.clients.telegram_buffer import TelegramBuffer
from dsmr_parser.exceptions import InvalidChecksumError
from dsmr_parser.parsers import TelegramParser
from iec62056_21 import constants
from iec62056_21.client import Iec6205621Client
from iec62056_21.exceptions import Iec6205621ParseError
from iec62056_21.messages import AnswerDataMessage
import pytest
import serial

from localport_bench import Port

# 2026-07-14 10:09:08 UTC, summer time.
NOW = 1784023748
KEY = "".join("%02X" % byte for byte in range(32))
READINGS = {
    "serialNumber": "LM000042", "firmware": "0.1.0", "legalSoftware": "L1-8C0E9A57",
    "eventLogPublicKey": KEY, "time": "%d,120,S" % NOW, "status": "110",
    "activeImport.0": 123456789, "activeImport.1": 100000001, "activeImport.2": 23456788,
    "activeExport.0": 5004, "activeExport.1": 5003, "activeExport.2": 1,
    "reactiveImport": 11100, "reactiveExport": 2200, "quadrantI": 11000, "quadrantII": 100,
    "quadrantIII": 2000, "quadrantIV": 200, "apparentImport": 130000000,
    "apparentExport": 5100, "tariffInForce": 2, "powerImport": 2345, "powerExport": 0,
    "rmsVoltage": 230149, "rmsCurrent": 10500, "frequency": 49987, "powerFactor": 970,
    # 2026-07-01 18:15 UTC.
    "maximumDemandImport.0": "7890@1782929700,120,S", "demandResets": 6, "powerFailures": 13,
    "longPowerFailures": 2, "sags": 3, "swells": 1, "supply": 1, "message": "Hi!",
}

TELEGRAM = {
    "P1_MESSAGE_HEADER": ("50", None),
    "P1_MESSAGE_TIMESTAMP": (datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc), None),
    "EQUIPMENT_IDENTIFIER": ("LM000042".encode().hex().upper(), None),
    "ELECTRICITY_IMPORTED_TOTAL": (Decimal("123456.789"), "kWh"),
    "ELECTRICITY_USED_TARIFF_1": (Decimal("100000.001"), "kWh"),
    "ELECTRICITY_USED_TARIFF_2": (Decimal("23456.788"), "kWh"),
    "ELECTRICITY_DELIVERED_TARIFF_1": (Decimal("5.003"), "kWh"),
    "ELECTRICITY_DELIVERED_TARIFF_2": (Decimal("0.001"), "kWh"),
    "ELECTRICITY_ACTIVE_TARIFF": ("0002", None),
    "CURRENT_ELECTRICITY_USAGE": (Decimal("2.345"), "kW"),
    "CURRENT_ELECTRICITY_DELIVERY": (Decimal("0"), "kW"),
    "SHORT_POWER_FAILURE_COUNT": (13, None),
    "LONG_POWER_FAILURE_COUNT": (2, None),
    "VOLTAGE_SAG_L1_COUNT": (3, None),
    "VOLTAGE_SWELL_L1_COUNT": (1, None),
    "TEXT_MESSAGE": ("Hi!".encode().hex().upper(), None),
    "INSTANTANEOUS_VOLTAGE_L1": (Decimal("230.1"), "V"),
    "INSTANTANEOUS_CURRENT_L1": (Decimal("11"), "A"),
    "INSTANTANEOUS_ACTIVE_POWER_L1_POSITIVE": (Decimal("2.345"), "kW"),
    "INSTANTANEOUS_ACTIVE_POWER_L1_NEGATIVE": (Decimal("0"), "kW"),
}

READOUT = [
    ("C.1.0", "LM000042", None), ("0.9.1", "12:09:08", None), ("0.9.2", "26-07-14", None),
    ("0.2.0", "0.1.0", None), ("F.F", "00000110", None),
    ("1.8.0", "123456.789", "kWh"), ("1.8.1", "100000.001", "kWh"),
    ("1.8.2", "023456.788", "kWh"), ("2.8.0", "000005.004", "kWh"),
    ("2.8.1", "000005.003", "kWh"), ("2.8.2", "000000.001", "kWh"),
    ("C.14.0", "0002", None), ("1.7.0", "02.345", "kW"), ("2.7.0", "00.000", "kW"),
    ("C.7.21", "00013", None), ("C.7.9", "00002", None), ("32.32.0", "00003", None),
    ("32.36.0", "00001", None), ("32.7.0", "230.1", "V"), ("31.7.0", "010.500", "A"),
    ("14.7.0", "49.987", "Hz"), ("13.7.0", "0.970", None),
    ("3.8.0", "000011.100", "kvarh"), ("4.8.0", "000002.200", "kvarh"),
    ("5.8.0", "000011.000", "kvarh"), ("6.8.0", "000000.100", "kvarh"),
    ("7.8.0", "000002.000", "kvarh"), ("8.8.0", "000000.200", "kvarh"),
    ("9.8.0", "130000.000", "kVAh"), ("10.8.0", "000005.100", "kVAh"),
    ("1.6.0", "07.890", "kW"), (None, "2607012015", None), ("0.1.0", "0006", None),
    ("C.3.10", "1", None), ("C.128.0", KEY[:32], None), (None, KEY[32:], None),
    ("C.128.1", "L1-8C0E9A57", None),
]
SHORT = {"activeImport.0": 123456789}
SHORT_READOUT = [("1.8.0", "123456.789", "kWh")]


def telegrams(port, count):
    """Whole telegrams, by dsmr-parser's own buffer."""
    buffer, found = TelegramBuffer(), []
    with serial.Serial(port.path, 115200, timeout=0.1) as line:
        port.tell("request high")
        while len(found) < count:
            buffer.append(line.read(4096).decode("ascii"))
            found += buffer.get_all()
    return found


def parsed(telegram):
    return TelegramParser(telegram_specifications.V5).parse(telegram, throw_ex=True)


def fields(telegram):
    return {name: (field.value, field.unit) for name, field in telegram
            if not name.startswith("MBUS")}


def client(port):
    reader = Iec6205621Client.with_serial_transport(port.path)
    reader.connect()
    return reader


def data_sets(answer):
    return [(each.address, each.value, each.unit) for each in answer.data]


def test_dsmr_parser_reads_the_registers():
    with Port("p1", READINGS) as port:
        for telegram in telegrams(port, 3):
            assert fields(parsed(telegram)) == TELEGRAM
    assert port.lines == ["speed 115200"]


def test_the_serial_reader_of_dsmr_parser_reads_the_registers():
    with Port("p1", READINGS) as port:
        port.tell("request high")
        reader = SerialReader(device=port.path, serial_settings=dict(SERIAL_SETTINGS_V5),
                              telegram_specification=telegram_specifications.V5)
        for telegram in itertools.islice(reader.read(), 2):
            assert fields(telegram) == TELEGRAM


def test_dsmr_parser_finds_what_nobody_knows_left_out():
    with Port("p1", SHORT) as port:
        (telegram,) = telegrams(port, 1)
        assert fields(parsed(telegram)) == {
            name: TELEGRAM[name] for name in ("P1_MESSAGE_HEADER", "ELECTRICITY_IMPORTED_TOTAL")}


def test_dsmr_parser_refuses_a_flipped_bit():
    with Port("p1", READINGS) as port:
        port.wire.distortion = lambda data: data.replace(b"123456.789", b"123457.789")
        (telegram,) = telegrams(port, 1)
        assert "123457.789" in telegram
        with pytest.raises(InvalidChecksumError):
            parsed(telegram)


def test_dsmr_parser_refuses_each_flipped_bit_of_a_telegram():
    with Port("p1", SHORT) as port:
        (telegram,) = telegrams(port, 1)
    assert fields(parsed(telegram))
    refused = 0
    # Without its first character it is no telegram.
    for index in range(1, telegram.index("!")):
        for bit in range(7):
            flipped = telegram[:index] + chr(ord(telegram[index]) ^ 1 << bit) + telegram[index + 1:]
            if flipped.count("!") != 1:
                continue
            with pytest.raises(InvalidChecksumError):
                parsed(flipped)
            refused += 1
    assert refused > 400


def test_iec62056_21_reads_the_registers():
    with Port("iec62056", READINGS) as port:
        reader = client(port)
        assert data_sets(reader.standard_readout()) == READOUT
        reader.disconnect()
        assert reader.manufacturer_id == "LMT"
        assert reader.switchover_baudrate == 9600
        assert port.wire.wrong_parity == 0
        assert port.wire.to_reader.startswith(b"/LMT5LASTMETER-1\r\n\x02")
    assert port.lines[:2] == ["speed 300", "speed 9600"]


def test_iec62056_21_reads_again_after_the_session():
    with Port("iec62056", SHORT) as port:
        assert port.process.stdout.readline() == "speed 300\n"
        for _ in range(2):
            reader = client(port)
            assert data_sets(reader.standard_readout()) == SHORT_READOUT
            reader.disconnect()
            assert port.process.stdout.readline() == "speed 9600\n"
            # After the meter's waiting time.
            assert port.process.stdout.readline() == "speed 300\n"


def flip_once():
    flips = []

    def distortion(data):
        if not flips and b"7" in data:
            flips.append(data)
            return data.replace(b"7", b"6", 1)
        return data
    return distortion


def test_iec62056_21_asks_again_after_a_flipped_bit_and_is_told_again():
    with Port("iec62056", SHORT) as port:
        port.wire.distortion = flip_once()
        # Version 0.0.2 asks, takes the right answer, and then drops its STX before its own check.
        with pytest.raises(IndexError):
            client(port).standard_readout()
        assert port.wire.to_meter.count(constants.NACK.encode()) == 1
        _, first, second = port.wire.to_reader.split(b"\x02")
        assert first == second
        assert data_sets(AnswerDataMessage.from_bytes(b"\x02" + second)) == SHORT_READOUT


def test_iec62056_21_never_takes_a_flipped_bit():
    with Port("iec62056", SHORT) as port:
        port.wire.distortion = lambda data: data.replace(b"7", b"6")
        reader = client(port)
        reader.transport.timeout = 3
        with pytest.raises(TimeoutError):
            reader.standard_readout()
        # Told once and three times more.
        assert port.wire.to_reader.count(b"1.8.0(123456.789*kWh)") == 4


def test_iec62056_21_refuses_each_flipped_bit_of_a_message():
    with Port("iec62056", SHORT) as port:
        client(port).standard_readout()
        message = bytes(port.wire.to_reader.split(b"\x02")[1])
    for index in range(len(message)):
        for bit in range(7):
            flipped = bytearray(message)
            flipped[index] ^= 1 << bit
            if flipped[index] in (0x01, 0x02):
                continue
            with pytest.raises(ValueError, match="BCC not valid"):
                AnswerDataMessage.from_bytes(b"\x02" + bytes(flipped))


def test_iec62056_21_is_refused_programming_mode():
    with Port("iec62056", SHORT) as port:
        with pytest.raises(Iec6205621ParseError):
            client(port).access_programming_mode()
        assert port.wire.to_reader.endswith(b"\x01B0\x03q")
        assert b"1.8.0" not in port.wire.to_reader


def test_a_request_for_another_meter_is_not_answered():
    with Port("iec62056", SHORT, address="42") as port:
        reader = client(port)
        reader.transport.TRANSPORT_REQUIRES_ADDRESS = True
        reader.device_address = "43"
        reader.transport.timeout = 2
        with pytest.raises(TimeoutError):
            reader.standard_readout()
        assert port.wire.to_reader == b""
        reader.device_address = "0042"
        assert data_sets(reader.standard_readout()) == SHORT_READOUT


def test_without_an_option_select_the_readout_comes_at_300_baud():
    with Port("iec62056", SHORT) as port:
        reader = client(port)
        reader.startup()
        assert data_sets(reader.read_response()) == SHORT_READOUT
    assert port.lines == ["speed 300"]
