// SPDX-License-Identifier: Apache-2.0
//
// LastMeter on Zigbee2MQTT 2.x: all that it measures, with tiers, reactive power and maximum demand.

import * as m from 'zigbee-herdsman-converters/lib/modernExtend';

// The meter's Divisor of energy and demand: it never changes.
const METERING_DIVISOR = 1000;
const TIERS = [1, 2, 3, 4, 5, 6];
const DIRECTIONS = [
    {name: 'delivered', attribute: 'currentMaxDemandDelivered'},
    {name: 'received', attribute: 'currentMaxDemandReceived'},
];

const tier = (number) => m.numeric({
    name: `energy_tier_${number}`,
    cluster: 'seMetering',
    attribute: `currentTier${number}SummDelivered`,
    reporting: {min: 30, max: 900, change: 1},
    scale: METERING_DIVISOR,
    precision: 3,
    unit: 'kWh',
    access: 'STATE_GET',
    description: `Energy delivered at tier ${number}`,
});

const maximumDemand = ({name, attribute}) => m.numeric({
    name: `max_demand_${name}`,
    cluster: 'seMetering',
    attribute,
    scale: METERING_DIVISOR,
    precision: 3,
    unit: 'kW',
    access: 'STATE_GET',
    description: `Maximum demand, energy ${name}`,
});

const reactivePower = m.numeric({
    name: 'reactive_power',
    cluster: 'haElectricalMeasurement',
    attribute: 'reactivePower',
    reporting: {min: 10, max: 900, change: 5},
    unit: 'VAR',
    access: 'STATE_GET',
    description: 'Reactive power of the fundamental; positive is inductive',
});

export default {
    zigbeeModel: ['LastMeter 1P'],
    model: 'LastMeter 1P',
    vendor: 'LastMeter',
    description: 'Smart electricity meter, single phase, with supply relay',
    extend: [
        m.onOff({powerOnBehavior: false}),
        m.electricityMeter({producedEnergy: true, acFrequency: true, powerFactor: true}),
        ...TIERS.map(tier),
        ...DIRECTIONS.map(maximumDemand),
        reactivePower,
    ],
};
