// SPDX-License-Identifier: Apache-2.0

import ZigBee

/// LoadControlEvent, typed in the order of [ZCL] 10.3: simple loads, criticality 1.
struct PublishedEvent {
  var id: UInt32 = 1
  var deviceClass: UInt16 = 0x0080
  var group: UInt8 = 0
  var start: UInt32 = 0
  var minutes: UInt16 = 60
  var criticality: UInt8 = 1
  var dutyCycle: UInt8 = 0xFF
  var control: UInt8 = 0

  var body: [UInt8] {
    bytes32(id) + bytes16(deviceClass) + [group] + bytes32(start) + bytes16(minutes)
      + [criticality, 0xFF, 0xFF, 0x00, 0x80, 0x00, 0x80, 0x80, dutyCycle, control]
  }
}

extension ClientScene {
  /// A meter with a clock whose clients have asked.
  static var loadControl: ClientScene {
    var scene = ClientScene(utc: clock)
    _ = scene.messages()
    return scene
  }

  /// A load control event arrives.
  @discardableResult
  mutating func event(_ event: PublishedEvent) -> [UInt8]? { command(0x0701, 0x00, event.body) }

  /// CancelLoadControlEvent for simple loads.
  @discardableResult
  mutating func cancel(_ id: UInt32, at effective: UInt32 = 0, control: UInt8 = 0) -> [UInt8]? {
    command(0x0701, 0x01, bytes32(id) + [0x80, 0x00, 0x00, control] + bytes32(effective))
  }

  /// The reports sent now: which event, what became of it.
  mutating func reports() -> [[UInt32]] {
    requests(of: 0x0701).filter { $0[1] == 0x00 }.map { [UInt32($0[2]), UInt32($0[6])] }
  }

  /// Lets time pass to a second and returns what was switched and reported at which second.
  mutating func course(to last: UInt64) -> [String] {
    var course: [String] = []
    while seconds <= last {
      for report in reports() { course.append("\(seconds): \(report[0]) is \(report[1])") }
      course += effects().map { "\(seconds): \($0)" }
      seconds += 1
    }
    return course
  }
}
