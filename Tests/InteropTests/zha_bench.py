# SPDX-License-Identifier: Apache-2.0
"""The simulated meter and its coordinator (`meterbench ether`), and ZHA upon them."""

import asyncio
import contextlib
import json
import os
import pathlib
import subprocess
import threading

from zha.application.gateway import Gateway
from zha.application.helpers import (
    CoordinatorConfiguration,
    QuirksConfiguration,
    ZHAConfiguration,
    ZHAData,
)
from zigpy.types import EUI64
from zigpy_xbee.zigbee.application import ControllerApplication

ROOT = pathlib.Path(__file__).resolve().parents[2]
METERBENCH = os.environ.get("METERBENCH", str(ROOT / ".build" / "debug" / "meterbench"))
QUIRKS = ROOT / "Board" / "Gateways" / "ZHA"
# How much faster than real time the meter's time goes: ZHA's own waits are in real time.
SPEED = float(os.environ.get("ETHER_SPEED", "5"))
METER = EUI64.convert("00:13:a2:00:4c:4d:00:01")
JOIN_SECONDS = 60


class Meter:
    """`meterbench ether`: its lines as they come, and what it is told."""

    def __init__(self):
        self.events = []
        self.process = subprocess.Popen(
            [METERBENCH, "ether", "--speed", str(SPEED)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def seen(self, event, since=0):
        return [e for e in self.events[since:] if e["event"] == event]

    async def wait(self, event, since=0, seconds=30):
        """The first such line after a place in `events`."""
        return (await until(lambda: self.seen(event, since), seconds, "the meter's " + event))[0]

    async def blocks(self, count, since=None):
        """Waits for so many further blocks."""
        start = len(self.events) if since is None else since
        await until(lambda: len(self.seen("block", start)) >= count, 30, "blocks of the meter")

    @property
    def seconds(self):
        """The meter's time, as its last line tells it."""
        return self.events[-1]["seconds"]

    @property
    def latest(self):
        return self.seen("block")[-1]["block"]

    def end(self):
        with contextlib.suppress(OSError):
            self.tell("quit")
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


async def until(condition, seconds, what):
    """Waits for something that is true; fails with its name after so many seconds."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        result = condition()
        if result:
            return result
        assert asyncio.get_running_loop().time() < end, "%s: not within %g s" % (what, seconds)
        await asyncio.sleep(0.02)


class House:
    """A meter, a gateway, and the loop both are used from."""

    def __init__(self, folder, with_quirk):
        self.loop = asyncio.new_event_loop()
        self.folder = folder
        self.with_quirk = with_quirk
        self.meter = Meter()
        self.gateway = None
        # The meter's time when joining was permitted last.
        self.opened = None

    def run(self, work):
        return self.loop.run_until_complete(work)

    async def start(self):
        await self.meter.wait("coordinator")
        await self.form()
        self.gateway = await self.open()

    @property
    def path(self):
        return self.meter.seen("coordinator")[0]["pty"]

    async def form(self):
        """Forms a network, as Home Assistant does when it is set up: ZHA itself does not."""
        application = await ControllerApplication.new(
            {"device": {"path": self.path, "baudrate": 115200}, "ota": {"enabled": False}},
            start_radio=False)
        await application.connect()
        try:
            await application.form_network()
        finally:
            await application.disconnect()

    async def open(self):
        quirks = QuirksConfiguration(enabled=False)
        if self.with_quirk:
            import zhaquirks

            quirks = QuirksConfiguration(
                custom_quirks_path=str(QUIRKS), setup_function=zhaquirks.setup)
        gateway = await Gateway.async_from_config(
            ZHAData(
                config=ZHAConfiguration(
                    coordinator_configuration=CoordinatorConfiguration(
                        path=self.path, baudrate=115200, flow_control=None, radio_type="xbee"),
                    quirks_configuration=quirks,
                ),
                zigpy_config={
                    "database_path": str(self.folder / "zigbee.db"),
                    "ota": {"enabled": False},
                    "topology_scan_enabled": False,
                    "startup_energy_scan": False,
                },
                allow_polling=True,
            ))
        await gateway.async_initialize()
        await gateway.async_initialize_devices_and_entities()
        return gateway

    @property
    def device(self):
        return self.gateway.devices.get(METER)

    async def report(self, cluster, attribute, wanted=lambda value: True, seconds=30):
        """The meter's time when ZHA next takes such a value from a report, never from an answer."""
        heard = asyncio.get_running_loop().create_future()

        def take(event):
            if event.attribute_name == attribute and wanted(event.value) and not heard.done():
                heard.set_result(self.meter.seconds)

        forget = self.cluster(cluster).on_event("attribute_report", take)
        try:
            return await asyncio.wait_for(heard, seconds)
        finally:
            forget()

    def cluster(self, number):
        return self.device.device.endpoints[1].in_clusters[number]

    async def join(self):
        """Permits joining; ends when ZHA has interviewed and configured the meter."""
        ready = asyncio.Event()

        def full(event):
            if event.new_join and event.device_info.ieee == METER:
                ready.set()

        forget = self.gateway.on_event("device_fully_initialized", full)
        self.opened = self.meter.seconds
        await self.gateway.application_controller.permit(JOIN_SECONDS)
        try:
            await asyncio.wait_for(ready.wait(), JOIN_SECONDS)
        finally:
            forget()

    async def read(self, cluster, *names):
        """Values as the meter answers now, never those that are kept."""
        values, failures = await self.cluster(cluster).read_attributes(
            list(names), allow_cache=False)
        assert not failures, failures
        return [values[name] for name in names]

    def sensor(self, suffix):
        found = [
            e for e in self.device.platform_entities.values()
            if e.unique_id.endswith(suffix) and e.PLATFORM == "sensor"
        ]
        assert len(found) == 1, "%s: %s" % (
            suffix, [e.unique_id for e in self.device.platform_entities.values()])
        return found[0]

    async def end(self):
        if self.gateway is not None:
            await self.gateway.shutdown()

    def close(self):
        try:
            self.run(self.end())
        finally:
            code = self.meter.end()
        assert code == 0


def joined_house(folder, with_quirk):
    """What a fixture yields: a house whose meter ZHA has interviewed; closed in the end."""
    house = House(folder, with_quirk)
    try:
        house.run(house.start())
        house.run(house.join())
        yield house
    finally:
        house.close()
