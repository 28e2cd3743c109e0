// SPDX-License-Identifier: Apache-2.0

/// Why the meter started.
public enum StartCause: UInt8, Sendable {
  /// Nobody knows.
  case unknown = 0
  /// The supply came back.
  case supply = 1
  /// The watchdog ended a program that hung.
  case watchdog = 2
  /// Somebody asked for it.
  case request = 3
  /// New firmware took over.
  case firmware = 4
}

/// Who set the clock.
public enum ClockSource: UInt8, Sendable {
  /// The radio network's time cluster.
  case network = 0
  /// The clock of the board.
  case board = 1
  /// The system that the meter runs on.
  case system = 2
  /// The local port.
  case port = 3
  /// A person at the meter.
  case local = 4
}

/// What keeps hands out.
public enum Enclosure: UInt8, Sendable {
  /// The seal switch of calibration and parameters.
  case calibrationSeal = 0
  /// The cover of the meter.
  case cover = 1
  /// The cover of the terminals.
  case terminalCover = 2
}

/// Signs of tampering that are measured.
public enum Tamper: UInt8, Sendable {
  /// A magnet at the sensor.
  case magnet = 0
  /// Energy flows against the direction of the contract.
  case reverseEnergy = 1
}

/// What is switched.
public enum Relay: UInt8, Sendable {
  /// The supply's disconnect.
  case supply = 0
  /// The output for demand response.
  case loadControl = 1
}

/// What became of an attempt to change the firmware.
public enum FirmwareOutcome: UInt8, Sendable {
  /// The new one runs.
  case activated = 0
  /// The image was damaged.
  case damaged = 1
  /// The image was not signed by its maker.
  case notAuthentic = 2
  /// The image was older, or for another meter.
  case notSuitable = 3
  /// The new one did not work; the old one runs again.
  case rolledBack = 4
  /// The image was taken and waits.
  case loaded = 5
}

/// How a store failed.
public enum StoreFaultKind: UInt8, Sendable {
  /// It could not be read.
  case read = 0
  /// It could not be written.
  case write = 1
  /// It is full.
  case full = 2
  /// It may not be written.
  case readOnly = 3
  /// It did not answer in time.
  case late = 4
  /// What was read is not what was written.
  case damaged = 5
}

/// What was kept where a store failed.
public enum StorePart: UInt8, Sendable {
  /// The registers.
  case registers = 0
  /// Bindings, keys and the like.
  case state = 1
  /// The load profile.
  case profile = 2
  /// The event log.
  case events = 3
  /// Parameters and calibration.
  case parameters = 4
  /// An image of firmware.
  case staging = 5
}

/// A way to somebody else.
public enum Link: UInt8, Sendable {
  /// The radio network.
  case network = 0
  /// The radio itself does not answer.
  case radio = 1
  /// The local port.
  case port = 2
  /// The converter that measures.
  case converter = 3
}

/// What a self-check looks at.
public enum SelfCheckPart: UInt8, Sendable {
  /// The program.
  case firmware = 0
  /// The parameter block.
  case parameters = 1
  /// The registers.
  case registers = 2
  /// Working memory.
  case memory = 3
  /// The measuring circuit.
  case metrology = 4
  /// The clock.
  case clock = 5
  /// The event log.
  case events = 6
}

/// Why a log begins.
public enum LogBegin: UInt8, Sendable {
  /// The meter's first start.
  case firstStart = 0
  /// Nothing of the old one could be read.
  case lost = 1
  /// The meter's key was made anew.
  case keyLost = 2
}
