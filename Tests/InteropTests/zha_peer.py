# SPDX-License-Identifier: Apache-2.0
"""The whole simulated meter on ZHA by zigpy-xbee, without a quirk and with the shipped one.

    pytest zha_peer.py               METERBENCH names the program, else the debug build's is used

ZHA forms the network on a factory-new coordinator, lets the meter in, interviews and configures
it. What ZHA shows is compared with the meter's own figures, rounded here to the last digit of the
attribute's format.
"""

import asyncio
from fractions import Fraction

import pytest

from zha_bench import METER, SPEED, joined_house, until

# Blocks of 200 ms between two saves of the registers, which are 10 s apart, and a second more.
SAVE_BLOCKS = 55
# ZHA's shortest interval of the demand, and a second.
QUIET_SECONDS = 6
BASIC, ON_OFF, METERING, ELECTRICAL = 0x0000, 0x0006, 0x0702, 0x0B04


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    yield from joined_house(tmp_path_factory.mktemp("plain"), with_quirk=False)


def nearest(value, unit):
    """A whole number of units, halves away from zero."""
    exact = Fraction(value) / unit
    return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))


# What ZHA shows: unique id, unit, the meter's figure, its micro-units in one shown unit, and the
# cluster, attribute, multiplier and divisor behind it.
SENSORS = [
    ("1-1794", "W", "activePower_microwatts", METERING, "instantaneous_demand",
     "multiplier", "divisor", 10**9),
    ("summation_delivered", "kWh", "energyImport_microwattHours", METERING,
     "current_summ_delivered", "multiplier", "divisor", 10**9),
    ("summation_received", "kWh", "energyExport_microwattHours", METERING,
     "current_summ_received", "multiplier", "divisor", 10**9),
    ("2820", "W", "activePower_microwatts", ELECTRICAL, "active_power",
     "ac_power_multiplier", "ac_power_divisor", 10**6),
    ("apparent_power", "VA", "apparentPower_microvoltamperes", ELECTRICAL, "apparent_power",
     "ac_power_multiplier", "ac_power_divisor", 10**6),
    ("rms_voltage", "V", "voltage_microvolts", ELECTRICAL, "rms_voltage",
     "ac_voltage_multiplier", "ac_voltage_divisor", 10**6),
    ("rms_current", "A", "current_microamperes", ELECTRICAL, "rms_current",
     "ac_current_multiplier", "ac_current_divisor", 10**6),
    ("ac_frequency", "Hz", "frequency_microhertz", ELECTRICAL, "ac_frequency",
     "ac_frequency_multiplier", "ac_frequency_divisor", 10**6),
    ("power_factor", "%", "powerFactor_millionths", ELECTRICAL, "power_factor",
     None, None, 10**4),
]


def name(case):
    return "%04x-%s" % (case[3], case[4])


def test_interview(house):
    """Manufacturer, model and the endpoint are as the meter says."""
    device = house.device
    assert (device.manufacturer, device.model) == ("LastMeter", "LastMeter 1P")
    assert device.is_router and device.is_mains_powered
    endpoint = device.device.endpoints[1]
    assert endpoint.profile_id == 0x0104
    assert {BASIC, METERING, ELECTRICAL, ON_OFF} <= set(endpoint.in_clusters)


def test_joins_within_ten_seconds(house):
    """From the opening of the network to joined, in the meter's own time."""
    joined = house.meter.seen("joined")[0]
    assert joined["shortAddress"] == house.device.nwk
    assert joined["seconds"] - house.opened < 10


async def compare(house, case):
    _, _, figure, cluster, attribute, multiplier, divisor, micro = case
    scale = Fraction(1)
    if divisor:
        m, d = await house.read(cluster, multiplier, divisor)
        assert m > 0 and d > 0
        scale = Fraction(m, d)
    start = len(house.meter.events)
    # The block before the request was sent may still be what is answered.
    earlier = [e["block"] for e in house.meter.seen("block")]
    (value,) = await house.read(cluster, attribute)
    await house.meter.blocks(1)
    # A summation is told as it was last saved, so that no power cut takes it back.
    kept = SAVE_BLOCKS if "summ" in attribute else 1
    blocks = earlier[-kept:] + [e["block"] for e in house.meter.seen("block", start)]
    exact = [b[figure] for b in blocks]
    if cluster == METERING and "summ" in attribute:
        possible = [int(Fraction(x, micro) / scale) for x in exact]
    else:
        possible = [nearest(Fraction(x, micro), scale) for x in exact]
    return value, possible, value * scale


@pytest.mark.parametrize("case", SENSORS, ids=name)
def test_sensor(house, case):
    """What ZHA shows is the meter's figure, to the last digit of the attribute's format."""
    value, possible, shown = house.run(compare(house, case))
    assert value in range(min(possible), max(possible) + 1) if "summ" in case[4] \
        else value in possible
    sensor = house.sensor(case[0])
    assert sensor.state.unit == case[1]
    if case[4] == "instantaneous_demand":
        shown = shown * 1000  # ZHA shows kW as W
    assert sensor.state.native_value == pytest.approx(float(shown), abs=1e-9)


def test_status(house):
    """The status of an electricity meter, with nothing wrong."""
    state = house.sensor("1-1794").state
    assert state.device_type == "Electric Metering"
    assert state.status in ("NO_ALARMS", "0", "")


def test_load_change_is_reported(house):
    """A changed power reaches ZHA by a report within its shortest interval and a second."""

    async def change(amperes):
        watts = 230 * amperes
        await asyncio.sleep(QUIET_SECONDS)
        start = len(house.meter.events)
        house.meter.tell("load 230 %d" % amperes)
        reported = await house.report(
            METERING, "instantaneous_demand", lambda value: abs(value - watts) < 50)
        measured = next(
            e["seconds"] for e in house.meter.seen("block", start)
            if abs(e["block"]["activePower_microwatts"] - watts * 10**6) < 50 * 10**6)
        return reported - measured

    # In the meter's own time, at real speed, so that what the machine takes does not count several
    # times. Nothing else has changed for a while.
    house.meter.tell("speed 1")
    try:
        taken = house.run(change(20))
    finally:
        house.meter.tell("speed %g" % SPEED)
    assert taken <= 5 + 1


def test_export_is_negative(house):
    """Power that flows back is negative, and only the received summation goes on."""

    async def turn():
        house.meter.tell("load 230 20 180")
        await house.meter.blocks(SAVE_BLOCKS)
        (demand,) = await house.read(METERING, "instantaneous_demand")
        first = await house.read(METERING, "current_summ_delivered", "current_summ_received")
        await house.meter.blocks(SAVE_BLOCKS)
        second = await house.read(METERING, "current_summ_delivered", "current_summ_received")
        house.meter.tell("load 230 5 30")
        return demand, first, second

    demand, first, second = house.run(turn())
    assert demand < -4000
    assert second[0] == first[0] and second[1] > first[1]


def test_polling(house):
    """ZHA's own poll of Electrical Measurement brings new values."""

    async def poll():
        (poller,) = [
            e for e in house.device.platform_entities.values()
            if e.unique_id.endswith("em_poller")]
        house.meter.tell("load 207 5 30")
        await house.meter.blocks(8)
        cluster = house.cluster(ELECTRICAL)
        await poller.async_update()
        house.meter.tell("load 230 5 30")
        return cluster.get("rms_voltage"), cluster.get("ac_voltage_divisor")

    voltage, divisor = house.run(poll())
    assert voltage / divisor == pytest.approx(207, abs=1)


def test_relay(house):
    """ZHA opens and closes the supply relay, and reads where it stands."""

    async def switch():
        entity = next(
            e for e in house.device.platform_entities.values() if e.PLATFORM == "switch")
        await entity.async_turn_off()
        off = await house.read(ON_OFF, "on_off")
        await entity.async_turn_on()
        return off, await house.read(ON_OFF, "on_off")

    assert house.run(switch()) == ([0], [1])


def test_rename(house):
    """Another short address is announced, and ZHA talks to it."""

    async def rename():
        old = house.device.nwk
        house.meter.tell("rename")
        await until(lambda: house.device.nwk != old, 60, "the new address")
        return await house.read(BASIC, "model")

    assert house.run(rename()) == ["LastMeter 1P"]


@pytest.mark.parametrize("fault", ["reset", "cut 5", "coordinator 5"])
def test_recovers(house, fault):
    """Within 60 s of the meter's time after the fault's end a newer register is at ZHA."""

    async def recover():
        start = len(house.meter.events)
        before = (await house.read(METERING, "current_summ_delivered"))[0]
        house.meter.tell(fault)
        over = (await house.meter.wait("done", start))["seconds"]
        if fault.startswith("cut"):
            over = (await house.meter.wait("started", start))["seconds"]
        elif fault.startswith("coordinator"):
            over += int(fault.split()[1])
        reported = over
        while reported <= over:
            # The energy goes on, so a report is due every 30 s.
            reported = await house.report(
                METERING, "current_summ_delivered", lambda value: value > before)
        (after,) = await house.read(METERING, "current_summ_delivered")
        return reported - over, before, after

    taken, before, after = house.run(recover())
    assert taken <= 60
    assert after > before


def test_removal_and_pairing_again(house):
    """ZHA removes the meter, which leaves; let in again it is interviewed anew."""

    async def again():
        start = len(house.meter.events)
        await house.gateway.async_remove_device(METER)
        await house.meter.wait("left", start, 30)
        assert house.device is None
        # One that was told to leave stays out until it is started again.
        house.meter.tell("cut 1")
        await house.join()

    house.run(again())
    assert house.device.model == "LastMeter 1P"
    value, possible, _ = house.run(compare(house, SENSORS[5]))
    assert value in possible
