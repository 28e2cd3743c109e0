# SPDX-License-Identifier: Apache-2.0
"""The whole simulated meter on ZHA with the quirk of Board/Gateways/ZHA.

    pytest zha_quirk_peer.py         METERBENCH names the program, else the debug build's is used
"""

import asyncio
import time
from fractions import Fraction

import pytest

import zigbee_scene
from zha_bench import SPEED, joined_house, until

METERING, ELECTRICAL = 0x0702, 0x0B04


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    yield from joined_house(tmp_path_factory.mktemp("quirk"), with_quirk=True)


def test_quirk_is_used(house):
    """ZHA finds the quirk by manufacturer and model."""
    assert "lastmeter" in str(house.device.extended_device_info.quirk_class).lower() \
        or house.device.extended_device_info.quirk_applied


# Unique id, unit, cluster, attribute, divisor.
SENSORS = [
    ("tier%d_energy" % tier, "kWh", METERING, "current_tier%d_summ_delivered" % tier, 1000)
    for tier in range(1, 7)
] + [
    ("max_demand_delivered", "kW", METERING, "current_max_demand_delivered", 1000),
    ("max_demand_received", "kW", METERING, "current_max_demand_received", 1000),
    ("reactive_power", "var", ELECTRICAL, "reactive_power", 1),
]


@pytest.mark.parametrize("case", SENSORS, ids=lambda case: case[0])
def test_sensor(house, case):
    """Each has a sensor that shows what the meter answers, with its unit."""
    suffix, unit, cluster, attribute, divisor = case
    (value,) = house.run(house.read(cluster, attribute))
    sensor = house.sensor(suffix)
    assert sensor.state.unit == unit
    assert sensor.state.native_value == pytest.approx(value / divisor, abs=1e-9)


def test_reactive_power(house):
    """Reactive power is the meter's fundamental one, to the last digit."""

    async def compare():
        start = len(house.meter.events)
        before = house.meter.latest
        (value,) = await house.read(ELECTRICAL, "reactive_power")
        await house.meter.blocks(1)
        blocks = [before] + [e["block"] for e in house.meter.seen("block", start)]
        return value, [b["reactivePower_microvars"] for b in blocks]

    value, micro = house.run(compare())
    assert value in [round(Fraction(x, 10**6)) for x in micro]


def test_no_tariff_no_tier(house):
    """Nobody has told this meter a tariff: all energy is delivered, none of it at a tier."""
    names = ["current_tier%d_summ_delivered" % tier for tier in range(1, 7)]
    assert house.run(house.read(METERING, *names)) == [0] * 6
    (whole,) = house.run(house.read(METERING, "current_summ_delivered"))
    assert whole > 0


# The meter's time at a hundred times the wall's, until a quarter of an hour has surely passed whole.
DEMAND_SPEED, DEMAND_SECONDS = 100, 31 * 60


def test_maximum_demand(house):
    """After a whole demand interval ZHA shows the meter's maximum demand, which its load tells."""

    async def pass_intervals():
        house.meter.tell("speed %d" % DEMAND_SPEED)
        begun = house.meter.seconds
        await until(lambda: house.meter.seconds > begun + DEMAND_SECONDS, 120, "two intervals")
        house.meter.tell("speed %g" % SPEED)
        await house.meter.blocks(5)
        (told,) = await house.read(METERING, "current_max_demand_delivered")
        return told, house.meter.latest["activePower_microwatts"] / 1e6

    told, power = house.run(pass_intervals())
    assert told == pytest.approx(power, rel=0.01)
    assert house.sensor("max_demand_delivered").state.native_value == pytest.approx(told / 1000)


# The energy of 18 s at the load that the house begins with: 230 V, 5 A, 30 degrees.
GROWTH_WATT_HOURS = 5
SEQUENCE = 0x42
# 2000-01-01T00:00:00Z in seconds since 1970.
ZCL_EPOCH = 946_684_800


def publish_price(tier):
    """PublishPrice from a server: frame control, sequence, command, and a price that holds now."""
    now = int(time.time()) - ZCL_EPOCH
    return bytes([0x19, SEQUENCE, 0x00]) + zigbee_scene.publish_price(
        dict(zigbee_scene.NIGHT, tier=tier, register=tier, current=now))


def test_tier(house):
    """Under a tariff the tier's register grows as the total does, and the others stand."""
    names = ["current_summ_delivered"] + [
        "current_tier%d_summ_delivered" % tier for tier in range(1, 7)]

    async def meter_at(tier):
        await house.device.device.request(
            0x0104, zigbee_scene.PRICE, 1, 1, SEQUENCE, publish_price(tier), expect_reply=False)
        first = await house.read(METERING, *names)
        async with asyncio.timeout(60):
            while (await house.read(METERING, names[0]))[0] < first[0] + GROWTH_WATT_HOURS:
                await house.meter.blocks(10)
        last = await house.read(METERING, *names)
        active = await house.read(METERING, "active_register_tier_delivered")
        return [b - a for a, b in zip(first, last)], active, last

    growth, active, last = house.run(meter_at(2))
    assert active == [2]
    # What was saved before the price came counts with the total alone.
    assert 0 < growth[2] <= growth[0]
    assert [growth[1]] + growth[3:] == [0] * 5
    assert house.sensor("tier2_energy").state.native_value == pytest.approx(last[2] / 1000)
