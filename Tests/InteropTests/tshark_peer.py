# SPDX-License-Identifier: Apache-2.0
"""Every frame of the meter's ZigBee device as tshark reads it.

    pytest tshark_peer.py          FRAMEPROOF names the program, else the debug build's is used

The device itself is asked for everything (zigbee_scene.py). tshark must find nothing malformed in
its frames, and no byte it cannot place; figures and the fields of Price, Demand Response and Load
Control and Messaging must be what was meant, in both directions: what the device says, and what it
made of frames that are put together here with struct and read by tshark, too.
"""

import struct

import pytest

import zigbee_scene as scene
from zigbee_bench import Bench, Frame, read
from zigbee_scene import (ALARMS, DEMAND_RESPONSE, ELECTRICAL, IDENTIFY, MESSAGING, METERING, NIGHT,
                          ON_OFF, OTA, PRICE, START, TIME)

PRICES = [
    NIGHT,
    {"provider": 0x11223344, "label": "", "event": 78, "current": START, "unit": 0,
     "currency": 826, "digits": 4, "tier": 1, "tiers": 4, "register": 1, "start": START + 5_400,
     "duration": 0xFFFF, "price": 0xFFFFFFFE, "ratio": 100, "generation": 0xFFFFFFFF,
     "generation_ratio": 0xFF, "alternate": 0xFFFFFFFF, "alternate_unit": 0xFF,
     "alternate_digits": 15, "thresholds": 0, "control": 1},
]
PRICE_FIELDS = {
    "provider_id": "provider", "issuer_event_id": "event", "current_time": "current",
    "unit_of_measure": "unit", "currency": "currency", "trailing_digit": "digits",
    "tier": "tier", "number_of_price_tiers": "tiers", "register_tier": "register",
    "start_time": "start", "duration_in_minutes": "duration", "price": "price",
    "generation_price": "generation", "alternate_cost_delivered": "alternate",
    "alternate_cost.unit": "alternate_unit", "number_of_block_thresholds": "thresholds",
}
EVENTS = [
    {"event": 501, "class": 0x0080, "group": 0, "start": 0, "duration": 30, "criticality": 3,
     "duty": 0xFF, "control": 0},
    {"event": 502, "class": 0x0FFF, "group": 0, "start": START + 7_200, "duration": 1_440,
     "criticality": 9, "duty": 50, "control": 0},
]
EVENT_FIELDS = {
    "issuer_id": "event", "device_class": "class", "utility_enrollment_group": "group",
    "start_time": "start", "duration_in_minutes": "duration", "criticality_level": "criticality",
    "duty_cycle": "duty", "event_control": "control",
}
MESSAGE_FIELDS = {
    "message.id": "id", "message.ctrl.importance": "importance", "message.ctrl.confirm": "confirm",
    "message.start_time": "start", "message.duration": "duration",
}
MESSAGE = {"id": 9_001, "importance": 2, "confirm": 1, "start": 0, "duration": 60,
           "text": "Load limit 3 kW from 18:00"}

# The field in which tshark has a value of a ZCL type.
VALUE_FIELDS = {
    0x10: "boolean", 0x18: "bitmap8", 0x19: "bitmap16", 0x1B: "bitmap32", 0x1F: "bitmap64",
    0x20: "uint8", 0x21: "uint16", 0x22: "uint24", 0x23: "uint32", 0x25: "uint48", 0x28: "int8",
    0x29: "int16", 0x2A: "int24", 0x2B: "int32", 0x30: "uint8", 0x31: "uint16", 0xE2: "utc",
}


@pytest.fixture(scope="module")
def bench():
    """The device after all that it can be asked."""
    bench = Bench()
    scene.Scene(bench).play()
    yield bench
    bench.close()


def need(bench, cluster, is_client=False):
    assert (cluster, is_client) in scene.sides(bench), "the device has no such cluster"


def told(bench, tmp_path, first):
    """The device's frames from one on, with what tshark reads in them."""
    frames = [frame for frame in bench.frames[first:] if not frame.to_meter]
    return list(zip(frames, read(frames, tmp_path / "device.pcap")))


def only(readings, cluster, command, own=True):
    """The readings of a command that a client of the device sent."""
    wanted = (0x0104, cluster, "own" if own else "all", False, command)
    return [reading for frame, reading in readings if frame.kind == wanted]


def complaints(pairs):
    return ["%04x %s: %s" % (frame.cluster, frame.payload.hex(), reading.complaint)
            for frame, reading in pairs if reading.complaint and not is_beyond_tshark(frame)]


def is_beyond_tshark(frame):
    """Answers that tshark 4.0 does not read, whoever sends them: which commands there are and
    attributes with what may be done to them (12, 14 and 16 of all clusters); of the device objects
    a status alone, of what is not supported, and an address with a list of no devices."""
    if frame.profile != 0x0000:
        return frame.payload[0] & 0x07 == 0 and frame.payload[2] in (0x12, 0x14, 0x16)
    if frame.payload[1:] == b"\x84":
        return frame.cluster in (0x8031, 0x8036)
    return frame.cluster in (0x8000, 0x8001) and len(frame.payload) == 13 \
        and frame.payload[1] == 0 and frame.payload[12] == 0


def test_of_what_is_beyond_tshark_it_reads_the_status(tmp_path):
    frames = [Frame(False, 0x8031, 0x0000, b"\x01\x84"),
              Frame(False, 0x8000, 0x0000, b"\x01\x00" + bytes(11))]
    for frame, reading in zip(frames, read(frames, tmp_path / "beyond.pcap")):
        assert is_beyond_tshark(frame)
        assert reading.text("zbee_zdp.status") in ("0", "132")


def test_a_damaged_frame_is_seen(tmp_path):
    """Bytes that are missing, and bytes that are too many."""
    whole = bytes.fromhex("0101010100000000a0e730")
    frames = [Frame(False, MESSAGING, 0x0104, payload)
              for payload in (whole, whole[:-2], whole + bytes(8))]
    good, short, long = read(frames, tmp_path / "damaged.pcap")
    assert good.complaint is None
    assert short.complaint is not None
    assert long.complaint is not None


def test_nothing_the_device_says_is_malformed(bench, tmp_path):
    pairs = told(bench, tmp_path, 0)
    assert len(pairs) > 100
    assert complaints(pairs) == []


def value_of(reading):
    """The value of the only record of a read response or of a report."""
    (kind,) = reading.fields["zbee_zcl.attr.data.type"]
    field = "zbee_zcl.attr." + VALUE_FIELDS[int(kind, 0)]
    return reading.number(field)


def ask_value(bench, tmp_path, cluster, attribute):
    (reply,) = bench.zcl(cluster, 0x00, struct.pack("<H", attribute))
    assert reply.payload[5] == 0, "the device does not tell attribute %04x" % attribute
    (reading,) = read([reply], tmp_path / "value.pcap")
    return value_of(reading)


@pytest.mark.parametrize("name", scene.METERING_VALUES)
def test_a_figure_is_read_as_what_was_meant(bench, tmp_path, name):
    _, attribute, meant = scene.METERING_VALUES[name]
    assert ask_value(bench, tmp_path, METERING, attribute) == meant


def test_scales_and_formats(bench, tmp_path):
    """kW and kWh, times 1, by 1000, with three digits after the point."""
    for attribute, meant in ((0x0300, 0), (0x0301, 1), (0x0302, 1000), (0x0306, 0)):
        assert ask_value(bench, tmp_path, METERING, attribute) == meant
    for attribute in (0x0303, 0x0304):
        assert ask_value(bench, tmp_path, METERING, attribute) & 0x07 == 3


@pytest.mark.parametrize("attribute", scene.ELECTRICAL_VALUES)
def test_an_electrical_figure_is_read_as_what_was_meant(bench, tmp_path, attribute):
    need(bench, ELECTRICAL)
    meant, multiplier, divisor, unit = scene.ELECTRICAL_VALUES[attribute]
    value = ask_value(bench, tmp_path, ELECTRICAL, attribute)
    times, by = 1, 1
    if multiplier is not None:
        times = ask_value(bench, tmp_path, ELECTRICAL, multiplier)
        by = ask_value(bench, tmp_path, ELECTRICAL, divisor)
    assert abs(value * times / by - meant) <= unit


def test_reports(bench, tmp_path):
    """A changed demand and summation are told within an hour, as what they are."""
    first = len(bench.frames)
    bench.tell("value", "demand", 2_500)
    bench.tell("value", "delivered", 123_456_790_123)
    for _ in range(60):
        bench.pass_time(60, utc=START)
    reports = [reading for frame, reading in told(bench, tmp_path, first)
               if frame.kind == (0x0104, METERING, "all", True, 0x0A)]
    assert any("2500" in reading.fields.get("zbee_zcl.attr.int24", []) for reading in reports)
    assert any("123456790123" in reading.fields.get("zbee_zcl.attr.uint48", [])
               for reading in reports)


def test_prices(bench, tmp_path):
    need(bench, PRICE, True)
    first = len(bench.frames)
    for price in PRICES:
        bench.effects.clear()
        bench.zcl(PRICE, 0x00, scene.publish_price(price), own=True, from_server=True)
        if price["start"] == 0:
            assert "price %d %d %d %d %d %d" % (
                price["price"], price["digits"], price["currency"], price["tier"], START,
                START + 60 * price["duration"]) in bench.effects
    assert_sent(bench, tmp_path, first, "price", PRICES, PRICE_FIELDS)
    acknowledgements = only(told(bench, tmp_path, first), PRICE, 0x02)
    assert len(acknowledgements) == len(PRICES)
    for price, reading in zip(PRICES, acknowledgements):
        assert reading.complaint is None
        assert reading.number("zbee_zcl_se.price.provider_id") == price["provider"]
        assert reading.number("zbee_zcl_se.price.issuer_event_id") == price["event"]
        assert reading.number("zbee_zcl_se.price.price_ack_time") == START
        assert reading.number("zbee_zcl_se.price.control") == price["control"]


def test_load_control(bench, tmp_path):
    """Received and started is told of an event that begins now, received alone of a later one;
    then one is cancelled, and one nobody knows."""
    need(bench, DEMAND_RESPONSE, True)
    first = len(bench.frames)
    bench.effects.clear()
    for event in EVENTS:
        bench.zcl(DEMAND_RESPONSE, 0x00, scene.load_control(event), own=True, from_server=True)
    assert "shed true" in bench.effects
    assert_sent(bench, tmp_path, first, "drlc", EVENTS, EVENT_FIELDS)
    bench.pass_time(1, utc=START)
    for number in (502, 777):
        bench.zcl(DEMAND_RESPONSE, 0x01, struct.pack("<IHBBI", number, 0x0FFF, 0, 0, 0),
                  own=True, from_server=True)
    bench.pass_time(1, utc=START)
    field = "zbee_zcl_se.drlc.report_event."
    reports = only(told(bench, tmp_path, first), DEMAND_RESPONSE, 0x00)
    assert [reading.complaint for reading in reports] == [None] * len(reports)
    said = [(reading.number(field + "issuer_id"), reading.number(field + "event_status"))
            for reading in reports]
    assert sorted(said) == [(501, 1), (501, 2), (502, 1), (502, 6), (777, 0xFD)]
    known = {event["event"]: event for event in EVENTS}
    for reading in reports:
        assert reading.number(field + "event_status_time") == START
        assert reading.number(field + "signature_type") == 0
        assert reading.number(field + "cooling_temperature_set_point_applied") == -0x8000
        assert reading.number(field + "heating_temperature_set_point_applied") == -0x8000
        assert reading.number(field + "average_load_adjustment_percentage_applied") == -0x80
        event = known.get(reading.number(field + "issuer_id"))
        if event:
            assert reading.number(field + "criticality_level_applied") == event["criticality"]
            assert reading.number(field + "duty_cycle_applied") == event["duty"]
            assert reading.number(field + "event_control") == event["control"]


def test_messages(bench, tmp_path):
    need(bench, MESSAGING, True)
    first = len(bench.frames)
    bench.effects.clear()
    bench.zcl(MESSAGING, 0x00, scene.display_message(MESSAGE), own=True, from_server=True)
    assert "message %d %d true %s" % (
        MESSAGE["id"], MESSAGE["importance"], MESSAGE["text"].encode().hex()) in bench.effects
    assert_sent(bench, tmp_path, first, "msg", [MESSAGE], MESSAGE_FIELDS)
    sent = [frame for frame in bench.frames[first:] if frame.to_meter]
    (reading,) = read(sent, tmp_path / "text.pcap")
    assert reading.text("zbee_zcl_se.msg.message") == MESSAGE["text"]
    bench.tell("confirm")
    bench.pass_time(1, utc=START)
    (confirmation,) = only(told(bench, tmp_path, first), MESSAGING, 0x01)
    assert confirmation.complaint is None
    assert confirmation.number("zbee_zcl_se.msg.message.id") == MESSAGE["id"]
    assert confirmation.number("zbee_zcl_se.msg.message.confirm_time") == START


def assert_sent(bench, tmp_path, first, group, meant, names):
    """tshark reads the frames that the device was sent as they were meant."""
    sent = [frame for frame in bench.frames[first:] if frame.to_meter]
    assert len(sent) == len(meant)
    for each, reading in zip(meant, read(sent, tmp_path / "sent.pcap")):
        assert reading.complaint is None
        for field, name in names.items():
            assert reading.number("zbee_zcl_se.%s.%s" % (group, field)) == each[name], field


def test_upgrade(bench, tmp_path):
    """A notice, an offer, blocks to the end of an image that is none, and its refusal."""
    need(bench, OTA, True)
    first = len(bench.frames)
    bench.zcl(OTA, 0x00, bytes([0, 100]), own=True, from_server=True)
    (query,) = [frame for frame in bench.pass_time(1, utc=START)
                if frame.kind == (0x0104, OTA, "own", False, 0x01)]
    maker, image, version = struct.unpack_from("<HHI", query.payload, 4)
    file = struct.pack("<HHI", maker, image, version + 1)
    bench.zcl(OTA, 0x02, b"\0" + file + struct.pack("<I", 62), own=True, from_server=True)
    (request,) = [frame for frame in bench.pass_time(1, utc=START)
                  if frame.kind == (0x0104, OTA, "own", False, 0x03)]
    offset, count = struct.unpack_from("<IB", request.payload, 12)
    block = b"\0" + file + struct.pack("<IB", offset, count) + bytes(count)
    bench.zcl(OTA, 0x05, block, own=True, from_server=True)
    bench.pass_time(1, utc=START)
    pairs = told(bench, tmp_path, first)
    (ending,) = only(pairs, OTA, 0x06)
    assert complaints(pairs) == []
    assert ending.number("zbee_zcl_general.ota.status") == 0x96
    assert ending.number("zbee_zcl_general.ota.manufacturer_code") == maker
    assert ending.number("zbee_zcl_general.ota.image.type") == image


def test_other_commands(bench, tmp_path):
    """Identify, On/Off, alarms, a load profile, the last of what clusters say."""
    first = len(bench.frames)
    for cluster, command, body in (
            (IDENTIFY, 0x00, struct.pack("<H", 30)), (IDENTIFY, 0x01, b""),
            (IDENTIFY, 0x40, b"\0\0"), (ON_OFF, 0x00, b""), (ON_OFF, 0x01, b""),
            (ON_OFF, 0x02, b""), (ON_OFF, 0x40, b"\0\0"), (ALARMS, 0x02, b""),
            (ALARMS, 0x00, struct.pack("<BH", 1, METERING)), (ALARMS, 0x01, b""),
            (ALARMS, 0x03, b""), (METERING, 0x00, struct.pack("<BIB", 0, 0, 4)),
            (METERING, 0x00, struct.pack("<BIB", 9, 0, 4)), (METERING, 0x00, b"\0")):
        bench.zcl(cluster, command, body, own=True)
    # Only who has the link key may ask for a snapshot.
    bench.zcl(METERING, 0x05, struct.pack("<I", 2), own=True)
    bench.tell("secret", 1)
    bench.zcl(METERING, 0x05, struct.pack("<I", 2), own=True)
    bench.tell("secret", 0)
    # Alarms of sags and swells are wanted; then there is one more of each.
    bench.zcl(ELECTRICAL, 0x02, struct.pack("<HBH", 0x0800, 0x19, 0x0300))
    bench.tell("value", "electrical.sags", 4)
    bench.tell("value", "electrical.swells", 2)
    for _ in range(5):
        bench.pass_time(10, utc=START)
    bench.zcl(ALARMS, 0x02, own=True)
    assert complaints(told(bench, tmp_path, first)) == []


@pytest.mark.parametrize("wanted,status", [(2, 0), (3, 0), (4, 4)])
def test_load_profile(bench, tmp_path, wanted, status):
    """GetProfileResponse: the newest intervals, as many as there are; one unknown is a gap."""
    first = len(bench.frames)
    bench.zcl(METERING, 0x00, struct.pack("<BIB", 0, START, wanted), own=True)
    pairs = told(bench, tmp_path, first)
    ((frame, answer),) = [pair for pair in pairs
                          if pair[0].kind == (0x0104, METERING, "own", True, 0x00)]
    assert complaints(pairs) == []
    fields = "zbee_zcl_se.met.get_profile_response."
    count = min(wanted, 3)
    assert answer.number(fields + "status") == status
    assert answer.number(fields + "profile_interval_period") == 3
    assert answer.number(fields + "number_of_periods_delivered") == count
    intervals = b"".join(value.to_bytes(3, "little") for value in (101, 0xFFFFFF, 103)[:count])
    assert frame.payload[-3 * count:] == intervals


def test_every_kind_of_frame_was_said(bench, tmp_path):
    """What the device says that it generates, every answer that all clusters have, every answer
    of the device objects; and tshark, again, over all of it."""
    said = {frame.kind for frame in bench.frames if not frame.to_meter}
    missing = []
    for cluster, is_client in scene.sides(bench):
        (reply,) = bench.zcl(cluster, 0x13, bytes([0, 0xFF]), from_server=is_client)
        assert reply.payload[2:4] == b"\x14\x01"
        for command in reply.payload[4:]:
            if (0x0104, cluster, "own", not is_client, command) not in said:
                missing.append("%04x client=%s %02x" % (cluster, is_client, command))
    for command in (0x01, 0x04, 0x07, 0x09, 0x0A, 0x0B, 0x0D, 0x12, 0x14, 0x16):
        if not any(kind[2] == "all" and kind[4] == command for kind in said):
            missing.append("for all clusters %02x" % command)
    if (0x0104, TIME, "all", False, 0x00) not in said:
        missing.append("a question for the time")
    for cluster in (0x0013, 0x8000, 0x8001, 0x8002, 0x8003, 0x8004, 0x8005, 0x8006, 0x8021,
                    0x8022, 0x8031, 0x8033, 0x8034, 0x8036):
        if (0x0000, cluster, "zdo", False, 0) not in said:
            missing.append("device object %04x" % cluster)
    assert missing == []
    assert complaints(told(bench, tmp_path, 0)) == []
