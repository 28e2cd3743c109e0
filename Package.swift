// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

// The architecture, bottom to top: a target may use only names written above it.
// Third-party products appear only in meterbench and metergateway.

import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  .enableExperimentalFeature("AddressableParameters"),
]

/// The tests run hours of simulated metering on these: optimised, they take a quarter of the time.
let quick: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

func core(_ name: String, _ uses: [Target.Dependency] = [], documents: [String] = []) -> Target {
  .target(
    name: name, dependencies: uses, path: "Sources/Core/\(name)", exclude: documents,
    swiftSettings: quick)
}

func layer(
  _ folder: String, _ name: String, _ uses: [Target.Dependency] = [], documents: [String] = []
) -> Target {
  .target(
    name: name, dependencies: uses, path: "Sources/\(folder)/\(name)", exclude: documents,
    swiftSettings: quick)
}

func program(_ name: String, _ uses: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: uses, path: "Sources/Programs/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ uses: [Target.Dependency], resources: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: uses, path: "Tests/\(name)", exclude: resources,
    swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let everyday: [Target.Dependency] = ["HardwareInterface", "Quantities", "Bytes"]

let package = Package(
  name: "LastMeter",
  products: [
    .executable(name: "meterd", targets: ["meterd"]),
    .executable(name: "meterbench", targets: ["meterbench"]),
    .executable(name: "metergateway", targets: ["metergateway"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // Core
    core("Quantities"),
    core("Bytes"),
    core("Metrology", ["Quantities"]),
    core("Tariff", ["Quantities", "Bytes"], documents: ["DESIGN.md", "SPEC.md"]),
    .target(
      name: "CSodium", path: "Sources/Core/CSodium",
      linkerSettings: [.linkedLibrary("sodium", .when(platforms: [.linux]))]),
    .target(
      name: "Sodium", dependencies: ["CSodium"], path: "Sources/Core/Sodium",
      swiftSettings: quick + [.enableExperimentalFeature("SafeInteropWrappers")]),
    core("Seal", ["Sodium"]),
    core("EventLog", ["Quantities", "Bytes", "Seal"], documents: ["DESIGN.md", "SPEC.md"]),
    core("Ledger", ["Quantities", "Bytes"], documents: ["DESIGN.md", "SPEC.md"]),
    core("Recording", ["Quantities", "Bytes"], documents: ["DESIGN.md", "SPEC.md"]),

    // Protocol
    layer("Protocol", "ZigBee", ["Quantities", "Bytes"]),
    layer("Protocol", "RadioLink", ["Quantities", "Bytes"]),
    layer("Protocol", "ZigBeeRadio", ["ZigBee", "RadioLink"]),
    layer("Protocol", "LocalPort", ["Quantities", "Bytes", "Tariff"]),

    // Hardware
    layer("Hardware", "HardwareInterface", ["Quantities"]),
    layer("Hardware", "Drivers", ["HardwareInterface", "Quantities", "Bytes"]),
    .target(
      name: "CLinux", path: "Sources/Hardware/CLinux",
      linkerSettings: [.linkedLibrary("gpiod"), .linkedLibrary("i2c")]),
    layer("Hardware", "LinuxHardware", ["HardwareInterface", "Bytes", "Quantities", "CLinux"]),
    layer(
      "Hardware", "SimulatedHardware",
      ["HardwareInterface", "Quantities", "Bytes", "Recording", "ZigBee", "RadioLink"]),

    // Device
    layer(
      "Device", "Parameters",
      ["Quantities", "Bytes", "Seal", "Tariff", "Ledger", "Recording", "LocalPort"],
      documents: ["DESIGN.md", "SPEC.md"]),
    layer(
      "Device", "Meter",
      ["Quantities", "Bytes", "Metrology", "Tariff", "Seal", "EventLog", "Ledger", "Recording"]
        + ["ZigBee", "RadioLink", "ZigBeeRadio", "LocalPort", "Parameters"]),
    layer(
      "Device", "Firmware", ["HardwareInterface", "Bytes", "Seal", "EventLog", "ZigBee"],
      documents: ["SPEC.md"]),
    layer("Device", "Gateway", ["Quantities", "Bytes", "ZigBee", "RadioLink", "ZigBeeRadio"]),
    layer(
      "Device", "MeterBoard",
      ["Meter", "HardwareInterface", "Drivers", "Quantities", "Bytes", "Seal", "EventLog"]
        + ["Ledger", "Metrology", "Recording", "ZigBee", "LocalPort", "Firmware"]),

    // Programs
    program(
      "meterd",
      ["MeterBoard", "LinuxHardware", "Drivers", "Meter", "Ledger", "LocalPort", "Tariff"]
        + ["Seal", "EventLog", "Recording", "Parameters", "ZigBee", "RadioLink", "Firmware"]
        + everyday),
    program(
      "meterbench",
      ["MeterBoard", "LinuxHardware", "SimulatedHardware", "Drivers", "Meter", "Metrology"]
        + ["Ledger", "EventLog", "Seal", "Recording", "ZigBee", "RadioLink", "Gateway"]
        + ["LocalPort", "Tariff", "Parameters", "Firmware", argumentParser, yams] + everyday),
    program(
      "metergateway",
      ["Gateway", "ZigBee", "RadioLink", "LinuxHardware", argumentParser] + everyday),

    // The core on a microcontroller: the same program on the host and on a Cortex-M4.
    .target(name: "CSemihosting", path: "Tests/Support/CSemihosting"),
    .executableTarget(
      name: "replayproof", dependencies: ["Meter", "CSemihosting"] + everyday,
      path: "Tests/Support/replayproof", swiftSettings: strict),

    // What a sample set costs: on the host and on a Cortex-M4; no program holds it.
    .executableTarget(
      name: "metrologybench",
      dependencies: ["Meter", "Metrology", "Ledger", "Recording", "Drivers", "CSemihosting"]
        + everyday,
      path: "Tests/Support/metrologybench", swiftSettings: strict),

    // The run loop at full load, for the count of its instructions, and an hour of it on simulated
    // time; no program holds it.
    .executableTarget(
      name: "loadproof",
      dependencies: ["MeterBoard", "Meter", "Ledger", "LocalPort", "Drivers", "ZigBee", "Gateway"]
        + ["SimulatedHardware"] + everyday,
      path: "Tests/Support/loadproof", swiftSettings: strict),

    // The run loop with known hardware, for the check of heap use; no program holds it.
    .target(
      name: "heapproof",
      dependencies: ["MeterBoard", "Meter", "Ledger", "LocalPort", "Recording", "Drivers"]
        + everyday,
      path: "Tests/Support/heapproof", swiftSettings: strict),

    // What tests of the whole meter share; no program holds it.
    .target(
      name: "MeterRig",
      dependencies: ["SimulatedHardware", "EventLog", "Ledger", "Seal"] + everyday,
      path: "Tests/Support/MeterRig", swiftSettings: quick),

    // A whole meter on a file until it is killed; no program holds it.
    .executableTarget(
      name: "killproof",
      dependencies: ["MeterBoard", "Meter", "Ledger", "Drivers", "LinuxHardware", "ZigBee"]
        + ["SimulatedHardware", "MeterRig"] + everyday,
      path: "Tests/Support/killproof", swiftSettings: strict),

    // The ZigBee device behind a line protocol, for judges of its frames; no program holds it.
    .executableTarget(
      name: "frameproof", dependencies: ["ZigBee", "Quantities", "Bytes"],
      path: "Tests/Support/frameproof", swiftSettings: strict),

    // The local port on a pseudo-terminal, for readers of other projects; no program holds it.
    .executableTarget(
      name: "portproof", dependencies: ["LocalPort", "Quantities", "Bytes"],
      path: "Tests/Support/portproof", swiftSettings: strict),

    // The hardware of Linux, for a kernel that fails as it is told; no program holds it.
    .executableTarget(
      name: "shimproof", dependencies: ["LinuxHardware", "CLinux", "Drivers"] + everyday,
      path: "Tests/Support/shimproof", swiftSettings: strict),

    // What libFuzzer calls: Board/fuzz links it; no program holds it.
    .target(
      name: "fuzzproof",
      dependencies: ["ZigBee", "RadioLink", "ZigBeeRadio", "Quantities", "Bytes"],
      path: "Tests/Support/fuzzproof", swiftSettings: strict),

    // Parameters of all kinds from a seed, for the tests of whoever reads or writes them.
    .target(
      name: "randomsettings",
      dependencies: ["Parameters", "SimulatedHardware", "Ledger", "LocalPort", "Tariff", "Drivers"]
        + everyday,
      path: "Tests/Support/randomsettings", swiftSettings: strict),

    // Tests
    tests("QuantitiesTests", ["Quantities", "SimulatedHardware"]),
    tests("BytesTests", ["Bytes"]),
    tests("MetrologyTests", ["Metrology", "Quantities", "SimulatedHardware"]),
    .target(
      name: "RandomCalendars", dependencies: ["Tariff", "SimulatedHardware"],
      path: "Tests/Support/RandomCalendars", swiftSettings: quick),
    tests(
      "TariffTests", ["Tariff", "RandomCalendars", "SimulatedHardware", "Quantities", "Bytes"]),
    tests("SealTests", ["Seal", "SimulatedHardware"]),
    tests("EventLogTests", ["EventLog", "Seal", "SimulatedHardware"] + everyday),
    tests("LedgerTests", ["Ledger", "SimulatedHardware"] + everyday),
    tests("RecordingTests", ["Recording", "Quantities", "Bytes"]),
    tests(
      "ZigBeeTests",
      ["ZigBee", "ZigBeeRadio", "RadioLink", "Bytes", "Quantities", "SimulatedHardware"]),
    tests("RadioLinkTests", ["RadioLink", "Bytes", "Quantities", "SimulatedHardware"]),
    tests("LocalPortTests", ["LocalPort", "Bytes", "Quantities", "SimulatedHardware"]),
    tests(
      "ParametersTests",
      ["Parameters", "Seal", "Tariff", "Ledger", "Recording", "LocalPort", "SimulatedHardware"]
        + ["randomsettings"] + everyday),
    tests("DriversTests", ["Drivers", "SimulatedHardware"] + everyday),
    tests("LinuxHardwareTests", ["LinuxHardware", "CLinux", "HardwareInterface", "Quantities"]),
    tests(
      "SimulatedHardwareTests",
      ["SimulatedHardware", "Drivers", "RadioLink", "ZigBee", "ZigBeeRadio"] + everyday),
    tests(
      "MeterTests",
      ["Meter", "Metrology", "Tariff", "Recording", "Ledger", "EventLog", "LocalPort", "ZigBee"]
        + ["SimulatedHardware", "Parameters"] + everyday),
    tests(
      "meterdTests",
      ["meterd", "MeterBoard", "Meter", "Ledger", "Drivers", "ZigBee", "RadioLink", "Tariff"]
        + ["LocalPort", "Parameters", "Firmware", "LinuxHardware", "CLinux"] + everyday),
    tests(
      "meterbenchTests",
      [
        "meterbench", "SimulatedHardware", "Recording", "EventLog", "Seal", "Parameters",
        "Firmware", "Meter", "randomsettings", "Drivers",
      ] + everyday),
    tests(
      "FirmwareTests",
      ["Firmware", "EventLog", "Seal", "ZigBee", "SimulatedHardware"] + everyday),
    tests("GatewayTests", ["Gateway", "SimulatedHardware", "RadioLink", "ZigBee"] + everyday),
    tests(
      "metergatewayTests",
      ["metergateway", "Gateway", "SimulatedHardware", "RadioLink", "ZigBee"] + everyday),
    tests(
      "WholeMeterTests",
      ["MeterBoard", "Meter", "Metrology", "Ledger", "Drivers", "SimulatedHardware", "EventLog"]
        + ["Seal", "Tariff", "LocalPort", "Recording", "ZigBee", "RadioLink", "meterbench"]
        + ["MeterRig", "Firmware"] + everyday),
    .testTarget(
      name: "LifetimeTests",
      dependencies: ["MeterBoard", "Meter", "Metrology", "Ledger", "Drivers", "ZigBee"]
        + ["SimulatedHardware", "Tariff", "EventLog", "Seal", "RandomCalendars", "killproof"]
        + ["MeterRig"] + everyday,
      path: "Tests/LifetimeTests", swiftSettings: quick),
    tests("ReplayTests", ["Meter"], resources: ["Recordings/"]),
    tests("TidyTests", []),
  ],
  swiftLanguageModes: [.v6]
)
