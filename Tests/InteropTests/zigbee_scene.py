# SPDX-License-Identifier: Apache-2.0
"""A day of the meter's ZigBee device: whoever asks it for everything gets every frame it has."""

import struct

from zigbee_bench import COORDINATOR_EUI64, METER, METER_EUI64

BASIC, IDENTIFY, ALARMS, ON_OFF, TIME, OTA = 0x0000, 0x0003, 0x0009, 0x0006, 0x000A, 0x0019
PRICE, DEMAND_RESPONSE, METERING, MESSAGING = 0x0700, 0x0701, 0x0702, 0x0703
ELECTRICAL = 0x0B04

START = 820_600_000  # 2026-01-01T16:26:40Z, in seconds since 2000

# A price that holds from now on, for an hour and a half.
NIGHT = {
    "provider": 0x11223344, "label": "NIGHT", "event": 77, "current": START, "unit": 0,
    "currency": 978, "digits": 3, "tier": 2, "tiers": 4, "register": 2, "start": 0,
    "duration": 90, "price": 234, "ratio": 0xFF, "generation": 120, "generation_ratio": 0xFF,
    "alternate": 7, "alternate_unit": 1, "alternate_digits": 2, "thresholds": 0, "control": 1,
}

# What the meter measures: name, number, and the attribute that says so, with its number there.
METERING_VALUES = {
    "delivered": (123_456_789_012, 0x0000, 123_456_789_012),
    "received": (4_321, 0x0001, 4_321),
    "maximumDelivered": (7_654, 0x0002, 7_654),
    "maximumReceived": (321, 0x0003, 321),
    "powerFactor": (-98, 0x0006, -98),
    "snapshotTime": (START - 60, 0x0007, START - 60),
    "maximumDeliveredTime": (START - 3_600, 0x0008, START - 3_600),
    "maximumReceivedTime": (START - 7_200, 0x0009, START - 7_200),
    "supplyStatus": (2, 0x0014, 2),
    "activeTier": (2, 0x0020, 2),
    "tierDelivered1": (100_000_000_001, 0x0100, 100_000_000_001),
    "tierReceived1": (4_000, 0x0101, 4_000),
    "tierDelivered8": (88, 0x010E, 88),
    "tierReceived8": (99, 0x010F, 99),
    "status": (0x05, 0x0200, 0x05),
    "demand": (-1_234, 0x0400, -1_234),
    "currentDayDelivered": (5_555, 0x0401, 5_555),
    "currentDayReceived": (55, 0x0402, 55),
    "previousDayDelivered": (6_666, 0x0403, 6_666),
    "previousDayReceived": (66, 0x0404, 66),
}
OTHER_VALUES = {
    "isSupplyOn": 1, "isSupplyArmed": 1, "extendedStatus": 1, "profileInterval": 3,
    "electrical.frequency": 49_987, "electrical.voltage": 230_120, "electrical.current": 10_250,
    "electrical.activePower": -1_234, "electrical.reactivePower": 345,
    "electrical.apparentPower": 1_281, "electrical.powerFactor": -96, "electrical.sags": 3,
    "electrical.swells": 1, "electrical.declaredVoltage": 230, "electrical.powerThreshold": 3_300,
    "diagnostics.resets": 4, "diagnostics.writes": 9, "diagnostics.received": 77,
    "diagnostics.delivered": 66, "diagnostics.failed": 2, "diagnostics.joins": 1,
    "diagnostics.quality": 200, "diagnostics.level": -61,
}

# What Electrical Measurement says: a quantity in its unit, the attributes of its multiplier and
# divisor, and half of the last digit.
ELECTRICAL_VALUES = {
    0x0300: (49.987, 0x0400, 0x0401, 0.01),
    0x0505: (230.12, 0x0600, 0x0601, 0.1),
    0x0508: (10.25, 0x0602, 0x0603, 0.01),
    0x050B: (-1_234, 0x0604, 0x0605, 1),
    0x050E: (345, 0x0604, 0x0605, 1),
    0x050F: (1_281, 0x0604, 0x0605, 1),
    0x0510: (-96, None, None, 0),
}

ANALOG = set(range(0x20, 0x30)) | {0xE0, 0xE1, 0xE2}
SIZES = {0x10: 1, 0x18: 1, 0x19: 2, 0x1B: 4, 0x1F: 8, 0x30: 1, 0x31: 2, 0xE2: 4, 0xF0: 8}


def size_of(kind):
    """Unit: bytes of a value of a ZCL type; None where it says so itself."""
    if 0x20 <= kind <= 0x2F:
        return (kind & 7) + 1
    return SIZES.get(kind)


def publish_price(price):
    """PublishPrice with all its fields."""
    label = price["label"].encode()
    return struct.pack("<IB", price["provider"], len(label)) + label + struct.pack(
        "<IIBHBBIHIBIBIBBBB", price["event"], price["current"], price["unit"], price["currency"],
        price["digits"] << 4 | price["tier"], price["tiers"] << 4 | price["register"],
        price["start"], price["duration"], price["price"], price["ratio"], price["generation"],
        price["generation_ratio"], price["alternate"], price["alternate_unit"],
        price["alternate_digits"] << 4, price["thresholds"], price["control"])


def load_control(event):
    """LoadControlEvent."""
    return struct.pack(
        "<IHBIHBBBhhbBB", event["event"], event["class"], event["group"], event["start"],
        event["duration"], event["criticality"], 0xFF, 0xFF, -0x8000, -0x8000, -0x80,
        event["duty"], event["control"])


def display_message(message):
    """DisplayMessage."""
    text = message["text"].encode()
    control = message["importance"] << 2 | message["confirm"] << 7
    return struct.pack("<IBIHB", message["id"], control, message["start"], message["duration"],
                       len(text)) + text


def sides(bench):
    """Both lists of the simple descriptor: clusters, and whether each is of a client."""
    (reply,) = bench.device_object(0x0004, struct.pack("<HB", METER, 1))
    payload, found, position = reply.payload, [], 11
    for is_client in (False, True):
        count = payload[position]
        clusters = struct.unpack_from("<%dH" % count, payload, position + 1)
        found += [(cluster, is_client) for cluster in clusters]
        position += 1 + 2 * count
    assert position == len(payload)
    return found


class Scene:
    """Asks for all that there is, cluster by cluster; what is not there it asks for, too."""

    def __init__(self, bench):
        self.bench = bench
        self.servers = []
        # (cluster, from_server) to its attributes: identifier to type.
        self.attributes = {}

    def play(self):
        bench = self.bench
        for name, (number, _, _) in METERING_VALUES.items():
            bench.tell("value", name, number)
        for name, number in OTHER_VALUES.items():
            bench.tell("value", name, number)
        bench.join()
        self.device_objects()
        bench.pass_time(1, utc=START)
        for cluster, is_client in sides(bench):
            self.foundation(cluster, is_client)
        for cluster in (0x0005, 0xFC00):
            bench.zcl(cluster, 0x00, struct.pack("<H", 0))

    def device_objects(self):
        bench = self.bench
        own = struct.pack("<H", METER)
        for address in (METER, 0x4321):
            short = struct.pack("<H", address)
            for cluster in (0x0002, 0x0003, 0x0005):
                bench.device_object(cluster, short)
            bench.device_object(0x0001, short + bytes([0, 0]))
        for eui64 in (METER_EUI64, 1):
            for kind in (0, 1, 2):
                bench.device_object(0x0000, struct.pack("<QBB", eui64, kind, 0))
        bench.device_object(0x0001, own + bytes([1, 0]))
        for endpoint in (0, 2):
            bench.device_object(0x0004, own + bytes([endpoint]))
        self.servers = [cluster for cluster, is_client in sides(bench) if not is_client]
        bench.device_object(0x0006, own + struct.pack("<HBHB", 0x0104, 1, METERING, 0))
        bench.device_object(0x0006, own + struct.pack("<HBHB", 0x0104, 1, 0x0005, 0))
        for cluster in self.servers:
            bench.device_object(0x0021, self.binding(cluster, COORDINATOR_EUI64))
        bench.device_object(0x0021, self.binding(METERING, 0x0102))
        bench.device_object(0x0021, self.binding(0x0005, COORDINATOR_EUI64))
        for start in range(0, len(self.servers) + 1, 3):
            bench.device_object(0x0033, bytes([start]))
        bench.device_object(0x0022, self.binding(METERING, 0x0102))
        bench.device_object(0x0022, self.binding(METERING, 0x0102))
        bench.device_object(0x0031, bytes([0]))
        bench.device_object(0x0036, bytes([60, 1]))
        bench.device_object(0x0034, struct.pack("<QB", 0x99, 0))

    @staticmethod
    def binding(cluster, eui64):
        return struct.pack("<QBHBQB", METER_EUI64, 1, cluster, 3, eui64, 1)

    def foundation(self, cluster, is_client):
        """Every command that all clusters have, for each attribute. Its answers set direction:
        a frame to a client comes from a server."""
        found = self.discover(cluster, is_client)
        self.attributes[cluster, is_client] = found
        names = list(found) + [0x7FF0]
        for name in names:
            self.ask(cluster, is_client, 0x00, struct.pack("<H", name))
            self.ask(cluster, is_client, 0x08, struct.pack("<BH", 0, name))
        self.ask(cluster, is_client, 0x00, b"".join(struct.pack("<H", name) for name in names))
        self.ask(cluster, is_client, 0x08, b"".join(struct.pack("<BH", 0, n) for n in names[:12]))
        for command in (0x11, 0x13):
            self.ask(cluster, is_client, command, bytes([0, 0xFF]))
        for name, kind in found.items():
            self.write(cluster, is_client, name, kind)
        for name, kind in list(found.items()) + [(0x7FF0, 0x21)]:
            size = size_of(kind) if kind in ANALOG else 0
            report = struct.pack("<BHBHH", 0, name, kind, 60, 3600) + b"\x01" * min(size or 0, 1)
            self.ask(cluster, is_client, 0x06, report + bytes(max((size or 0) - 1, 0)))
            self.ask(cluster, is_client, 0x08, struct.pack("<BH", 0, name))
        self.ask(cluster, is_client, 0x06, struct.pack("<BHBHH", 0, 0, 0x41, 60, 3600))
        self.ask(cluster, is_client, 0x00, b"\x01")
        self.ask(cluster, is_client, 0x7E, b"")
        self.bench.zcl(cluster, 0xEE, own=True, from_server=is_client)
        self.bench.zcl(cluster, 0x00, b"\0\0", from_server=is_client, manufacturer=0x115F)

    def ask(self, cluster, is_client, command, body):
        return self.bench.zcl(cluster, command, body, from_server=is_client)

    def write(self, cluster, is_client, name, kind):
        """Writes what was read, three ways, and a value of another type."""
        for reply in self.ask(cluster, is_client, 0x00, struct.pack("<H", name)):
            body = reply.payload[3:]
            if len(body) < 4 or body[2] != 0 or reply.payload[2] != 0x01:
                continue
            record = struct.pack("<HB", name, kind) + body[4:]
            for command in (0x02, 0x03, 0x05):
                self.ask(cluster, is_client, command, record)
            other = struct.pack("<HB", name, 0x0A if kind != 0x0A else 0x0B) + bytes(4)
            self.ask(cluster, is_client, 0x02, record + other[:5])

    def discover(self, cluster, is_client):
        """Plain and extended, to the end of the table."""
        found = {}
        for command, width in ((0x0C, 3), (0x15, 4)):
            start = 0
            for _ in range(64):
                replies = self.ask(cluster, is_client, command, struct.pack("<HB", start, 12))
                body = replies[0].payload[3:] if replies else b""
                if not replies or replies[0].payload[2] != command + 1:
                    break
                for position in range(1, len(body) - width + 1, width):
                    name, kind = struct.unpack_from("<HB", body, position)
                    found[name] = kind
                    start = name + 1
                if body[0] or len(body) == 1:
                    break
        return found
