# SPDX-License-Identifier: Apache-2.0
"""The whole simulated meter on ZHA with the quirk of Board/Gateways/ZHA.

    pytest zha_quirk_peer.py         METERBENCH names the program, else the debug build's is used
"""

from fractions import Fraction

import pytest

from zha_bench import House

METERING, ELECTRICAL = 0x0702, 0x0B04


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("quirk"), with_quirk=True)
    try:
        house.run(house.start())
        house.run(house.join())
        yield house
    finally:
        house.close()


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
