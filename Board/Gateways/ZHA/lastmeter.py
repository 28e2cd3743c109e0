# SPDX-License-Identifier: Apache-2.0
"""LastMeter on ZHA: what ZHA hides by default. For zha-quirks 2.3.0 and later.

Energy by tier, fundamental reactive power and maximum demand; all else ZHA shows by itself.
"""

from zha.application.platforms.sensor.const import SensorStateClass
from zha.application.platforms.sensor.device_class import SensorDeviceClass
from zhaquirks.builder import QuirkBuilder, ReportingConfig
from zigpy.zcl.clusters.homeautomation import ElectricalMeasurement
from zigpy.zcl.clusters.smartenergy import Metering

TIERS = 6
# The meter's Divisor: never changes. Its PowerDivisor is 1.
METERING_DIVISOR = 1000

quirk = QuirkBuilder("LastMeter", "LastMeter 1P")

for tier in range(1, TIERS + 1):
    quirk.sensor(
        "current_tier%d_summ_delivered" % tier,
        Metering.cluster_id,
        divisor=METERING_DIVISOR,
        suggested_display_precision=3,
        device_class=SensorDeviceClass.ENERGY,
        state_class=SensorStateClass.TOTAL_INCREASING,
        unit="kWh",
        attribute_initialized_from_cache=False,
        reporting_config=ReportingConfig(
            min_interval=30, max_interval=900, reportable_change=1),
        unique_id_suffix="tier%d_energy" % tier,
        translation_key="tier%d_energy" % tier,
        fallback_name="Tier %d energy" % tier,
    )

quirk.sensor(
    ElectricalMeasurement.AttributeDefs.reactive_power.name,
    ElectricalMeasurement.cluster_id,
    suggested_display_precision=0,
    device_class=SensorDeviceClass.REACTIVE_POWER,
    state_class=SensorStateClass.MEASUREMENT,
    unit="var",
    attribute_initialized_from_cache=False,
    reporting_config=ReportingConfig(min_interval=5, max_interval=900, reportable_change=1),
    unique_id_suffix="reactive_power",
    translation_key="reactive_power",
    fallback_name="Reactive power",
)

for direction in ("delivered", "received"):
    quirk.sensor(
        "current_max_demand_" + direction,
        Metering.cluster_id,
        divisor=METERING_DIVISOR,
        suggested_display_precision=3,
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        unit="kW",
        attribute_initialized_from_cache=False,
        unique_id_suffix="max_demand_" + direction,
        translation_key="max_demand_" + direction,
        fallback_name="Maximum demand " + direction,
    )

quirk.add_to_registry()
