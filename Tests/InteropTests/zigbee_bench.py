# SPDX-License-Identifier: Apache-2.0
"""The meter's ZigBee device behind frameproof, and tshark as the reader of what it says."""

import dataclasses
import datetime
import json
import os
import pathlib
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
FRAMEPROOF = os.environ.get("FRAMEPROOF", str(ROOT / ".build" / "debug" / "frameproof"))

METER, METER_EUI64 = 0x1234, 0x0102030405060708
COORDINATOR_EUI64 = 0x0013A20000000000
PAYLOAD_BYTES = 84
ZDO, HOME_AUTOMATION = 0x0000, 0x0104
EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)

LINK_TYPE_802_15_4_WITHOUT_FCS = 230
SEVERITY_WARNING = 0x600000


@dataclasses.dataclass(frozen=True)
class Frame:
    """A message, whoever sent it."""

    to_meter: bool
    cluster: int
    profile: int
    payload: bytes

    @property
    def kind(self):
        """Profile, cluster, "all" or "own" or "zdo", whether from a server, command."""
        if self.profile == ZDO:
            return (ZDO, self.cluster, "zdo", False, 0)
        control = self.payload[0]
        command = self.payload[4 if control & 0x04 else 2]
        return (self.profile, self.cluster, "own" if control & 3 else "all", bool(control & 8),
                command)

    def captured(self, number):
        """On the air as IEEE 802.15.4, network layer, application support layer; no security."""
        source, destination = (0, METER) if self.to_meter else (METER, 0)
        endpoint = 0 if self.profile == ZDO else 1
        mac = struct.pack("<HBHHH", 0x8841, number & 0xFF, 0x1A62, destination, source)
        network = struct.pack("<HHHBB", 0x0048, destination, source, 30, number & 0xFF)
        support = struct.pack("<BBHHBB", 0x00, endpoint, self.cluster, self.profile, endpoint,
                              number & 0xFF)
        return mac + network + support + self.payload


class Bench:
    """The device; all that it was sent and said is in `frames`, what it wants in `effects`."""

    def __init__(self):
        self.process = subprocess.Popen(
            [FRAMEPROOF], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.frames, self.effects = [], []
        self.milliseconds, self.sequence = 0, 0

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=10) == 0

    def tell(self, *words):
        """Frames that a command led to."""
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        said = []
        for line in iter(self.process.stdout.readline, ""):
            line = line.strip()
            if line == ".":
                self.frames += said
                return said
            first, _, rest = line.partition(" ")
            if first == "frame":
                _, _, _, cluster, profile, payload = rest.split()
                said.append(Frame(False, int(cluster, 16), int(profile, 16),
                                  bytes.fromhex(payload)))
            elif first == "effect":
                self.effects.append(rest)
            else:
                raise AssertionError(line)
        raise AssertionError("frameproof ended")

    def join(self):
        return self.tell("join", "%x" % METER, "%x" % METER_EUI64, "%x" % PAYLOAD_BYTES)

    def pass_time(self, seconds, utc=None):
        """Lets time pass, in one step."""
        self.milliseconds += seconds * 1000
        self.tell("at", self.milliseconds)
        if utc is not None:
            self.tell("utc", utc)
        return self.tell("tick")

    def device_object(self, cluster, body):
        self.sequence = (self.sequence + 1) & 0xFF
        return self.send(cluster, ZDO, bytes([self.sequence]) + body)

    def zcl(self, cluster, command, body=b"", *, own=False, from_server=False, quiet=False,
            manufacturer=None):
        """A frame of the coordinator's to endpoint 1."""
        self.sequence = (self.sequence + 1) & 0xFF
        control = own | from_server << 3 | quiet << 4 | (manufacturer is not None) << 2
        code = b"" if manufacturer is None else struct.pack("<H", manufacturer)
        head = bytes([control]) + code + bytes([self.sequence, command])
        return self.send(cluster, HOME_AUTOMATION, head + body)

    def send(self, cluster, profile, payload):
        endpoint = 0 if profile == ZDO else 1
        self.frames.append(Frame(True, cluster, profile, payload))
        return self.tell("send", "0", endpoint, endpoint, "%x" % cluster, "%x" % profile,
                         payload.hex())


class Reading:
    """What tshark reads in one frame."""

    def __init__(self, packet, length):
        layers = dict(packet)["_source"]
        self.layers = [name for name, _ in dict(layers)["layers"]]
        self.fields = {}
        self.bytes_read, self.length = 0, length
        self._collect(layers)

    def _collect(self, pairs):
        for name, value in pairs:
            if name.endswith("_raw"):
                # Of a field, not of a layer: its bytes, where they begin, how many they are.
                for _, start, count, *_ in value if isinstance(value[0], list) else [value]:
                    if name.startswith("zbee_z") and "." in name:
                        self.bytes_read = max(self.bytes_read, start + count)
            elif isinstance(value, list) and value and isinstance(value[0], tuple):
                self._collect(value)
            else:
                self.fields.setdefault(name, []).append(value)

    @property
    def complaint(self):
        """What tshark does not like, or None: malformed, a warning, bytes it cannot place."""
        severity = max((int(each) for each in self.fields.get("_ws.expert.severity", [])),
                       default=0)
        if severity >= SEVERITY_WARNING:
            return "; ".join(self.fields.get("_ws.expert.message", ["an expert's warning"]))
        if "_ws.malformed" in self.layers:
            return "malformed"
        if "data" in self.layers or "data.data" in self.fields:
            return "bytes it cannot place: %s" % self.fields.get("data.data")
        if self.bytes_read != self.length:
            return "it reads %d bytes of %d" % (self.bytes_read, self.length)
        return None

    def number(self, name):
        """The only value of a field, as a number; of a time, in seconds since 2000."""
        values = set(self.fields.get(name, []))
        assert len(values) == 1, "%s: %s" % (name, values)
        value = values.pop()
        return int(value, 0) if value[:1] in "-0123456789" and "T" not in value else seconds(value)

    def text(self, name):
        (value,) = set(self.fields[name])
        return value


def seconds(text):
    """A time as tshark 4.0 or 4.4 writes it, in seconds since 2000."""
    whole = text.replace("T", " ").split(".")[0].removesuffix("Z").removesuffix(" UTC")
    for layout in ("%b %d, %Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        try:
            time = datetime.datetime.strptime(" ".join(whole.split()), layout)
        except ValueError:
            continue
        return int((time.replace(tzinfo=datetime.timezone.utc) - EPOCH).total_seconds())
    raise AssertionError("not a time: " + text)


def read(frames, path):
    """One Reading for each frame."""
    records = [frame.captured(number) for number, frame in enumerate(frames)]
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, LINK_TYPE_802_15_4_WITHOUT_FCS)
    path.write_bytes(head + b"".join(
        struct.pack("<IIII", 0, 0, len(record), len(record)) + record for record in records))
    output = subprocess.run(["tshark", "-r", str(path), "-T", "json", "-x"], check=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout
    packets = json.loads(output, object_pairs_hook=lambda pairs: pairs)
    assert len(packets) == len(frames)
    return [Reading(packet, len(record)) for packet, record in zip(packets, records)]
