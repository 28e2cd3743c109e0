// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import Recording
import Testing

/// A recording whose head has a whole calibration, and two temperatures, typed from SPEC.md; the
/// checksums are zlib's.
private enum CalibratedRecording {
  static let text = """
    89 4C 4D 52 0D 0A 01 00

    01 CB 00 00 00 00 00 00   03 07 32 04
    10 27 00 00 00 00 00 00   01 00 00 00 00 00 00 00
    90 D0 03 00 00 00 00 00   01 00 00 00 00 00 00 00   00 00 00 00 00 00 00 00
    BC BE 00 00 00 00 00 00   01 00 00 00 00 00 00 00   C8 AF 00 00 00 00 00 00
    EB 0B 00 00 00 00 00 00   01 00 00 00 00 00 00 00   90 5F 01 00 00 00 00 00
    D0 07 00 00   80 85 B5 0D 00 00 00 00   64 65 73 6B
    A8 61 00 00   20 4E 00 00 00 00 00 00
    03 00 00 00 00 00 00 00   58 9E FF FF   F8 07 00 00   00
    00 00 01 00 00 00 00 00   40 42 0F 00   00 00 00 00   02
    00 00 00 00 00 00 00 00   00 1F 0A FA   40 42 0F 00
    40 4B 4C 00 00 00 00 00   D2 04 00 00   FB FF FF FF
    00 00 00 00 00 01 00 00   00 00 00 00   FF 07 00 00   00
    A4 09 97 F8

    08 0C 00 00 01 00 00 00   00 5E D0 B2 00 00 00 00   C0 63 FF FF
    39 D4 1E 4D
    08 0C 00 00 02 00 00 00   00 5E D0 B2 00 00 00 00   40 0D 03 00
    E6 71 CD 5E

    07 0C 00 00 03 00 00 00   03 00 00 00   00 00 00 00 00 00 00 00
    7B 4B 0E 50
    """

  static let bytes = hexadecimal(text)
  /// Where the calibration begins, and where the head frame's checksum does.
  static let calibration = 124
  static let checksum = 219

  static func head() throws -> RecordingHead {
    var head = GoldenRecording.head
    head.frontEnd.calibrationMillidegrees = 25_000
    head.frontEnd.startingCurrent = Current(microamperes: 20_000)
    head.frontEnd.voltage.noiseVariance = 3
    head.frontEnd.voltage.gainBillionthsPerKelvin = -25_000
    head.frontEnd.voltage.peakMax = 2_040
    head.frontEnd.current.noiseVariance = 65_536
    head.frontEnd.current.gainBillionthsPerKelvin = 1_000_000
    head.frontEnd.current.curve = try curve([
      point(0, -100_000_000, 1_000_000), point(5_000_000, 1_234, -5),
    ])
    head.frontEnd.currentAmplified?.noiseVariance = 1 << 40
    head.frontEnd.currentAmplified?.peakMax = 2_047
    return head
  }
}

private func point(_ microamperes: Int64, _ gain: Int32, _ delay: Int32) -> CalibrationPoint {
  CalibrationPoint(
    current: Current(microamperes: microamperes), gainBillionths: gain, delayNanoseconds: delay)
}

private func curve(_ points: [CalibrationPoint]) throws -> CalibrationCurve {
  var curve = CalibrationCurve()
  for point in points {
    let isAdded = curve.add(point)
    try #require(isAdded)
  }
  return curve
}

@Suite struct CalibrationTests {
  private static let instant = Instant(nanoseconds: 3_000_000_000)

  @Test("A calibration and temperatures are written as the bytes of SPEC.md")
  func written() throws {
    var file: [UInt8] = []
    var frame = RecordingFrameBytes()
    var writer = RecordingWriter(try CalibratedRecording.head())
    try writer.head(into: &frame)
    file += copied(frame.span)
    for millidegrees in [Int32(-40_000), 200_000] {
      try writer.temperature(millidegrees: millidegrees, at: Self.instant, into: &frame)
      file += copied(frame.span)
    }
    try writer.end(into: &frame)
    #expect(file + copied(frame.span) == CalibratedRecording.bytes)
  }

  @Test("The bytes of SPEC.md give back the calibration and the temperatures")
  func read() throws {
    let bytes = CalibratedRecording.bytes
    var reader = try RecordingReader(bytes.span)
    let (frontEnd, station) = (reader.head.frontEnd, reader.head.station)
    #expect(frontEnd == (try CalibratedRecording.head().frontEnd))
    #expect(copied(station.span) == Array("desk".utf8))
    var kinds: [RecordingFrame.Kind] = []
    while let frame = try reader.next() { kinds.append(frame.kind) }
    #expect(
      kinds == [
        .temperature(millidegrees: -40_000, Self.instant),
        .temperature(millidegrees: 200_000, Self.instant),
      ])
  }

  @Test(
    "A calibration value that no bench could have found names its field",
    arguments: [
      (2, 0xFF, RecordingField.calibrationMillidegrees), (11, 0x80, .startingCurrent),
      (19, 0x80, .noiseVariance), (17, 0x02, .noiseVariance),
      (22, 0x00, .gainBillionthsPerKelvin), (27, 0x80, .peakMax), (26, 0x81, .peakMax),
      (53, 0x80, .curve), (57, 0x80, .curve), (58, 0x41, .curve), (69, 0x80, .curve),
    ])
  func fields(offset: Int, value: UInt8, field: RecordingField) {
    var file = CalibratedRecording.bytes
    file[CalibratedRecording.calibration + offset] = value
    reseal(&file)
    #expect(fault(file) == .badField(field), "byte \(offset)")
  }

  @Test(
    "A count of points that is not how many there are is refused",
    arguments: [(28, 1), (28, 0xFF), (45, 1), (45, 3), (45, 9), (94, 1), (94, 0xFF)])
  func count(offset: Int, value: UInt8) {
    var file = CalibratedRecording.bytes
    file[CalibratedRecording.calibration + offset] = value
    reseal(&file)
    #expect(fault(file) != nil, "byte \(offset)")
  }

  @Test("Bytes that follow the calibration, and a calibration cut short, are refused")
  func length() {
    var longer = CalibratedRecording.bytes
    longer.insert(0, at: CalibratedRecording.checksum)
    longer[9] += 1
    reseal(&longer, checksum: CalibratedRecording.checksum + 1)
    #expect(fault(longer) == .badField(.length))
    var shorter = CalibratedRecording.bytes
    shorter.remove(at: CalibratedRecording.checksum - 1)
    shorter[9] -= 1
    reseal(&shorter, checksum: CalibratedRecording.checksum - 1)
    #expect(fault(shorter) == .badField(.curve))
    var unflagged = CalibratedRecording.bytes
    unflagged[17] = 3
    reseal(&unflagged)
    #expect(fault(unflagged) == .badField(.station))
  }

  @Test("Each value of a calibration is in range to the step")
  func range() throws {
    try expect(nil) { $0.calibrationMillidegrees = -100_000 }
    try expect(.calibrationMillidegrees) { $0.calibrationMillidegrees = -100_001 }
    try expect(.calibrationMillidegrees) { $0.calibrationMillidegrees = 200_001 }
    try expect(.noiseVariance) { $0.voltage.noiseVariance = -1 }
    try expect(.noiseVariance) { $0.currentAmplified?.noiseVariance += 1 }
    try expect(nil) { $0.voltage.gainBillionthsPerKelvin = -1_000_000 }
    try expect(.gainBillionthsPerKelvin) { $0.voltage.gainBillionthsPerKelvin = -1_000_001 }
    try expect(.gainBillionthsPerKelvin) { $0.current.gainBillionthsPerKelvin = .min }
    try expect(nil) { $0.current.peakMax = 1 << 23 }
    try expect(.peakMax) { $0.current.peakMax += 1 << 23 + 1 }
    try expect(.peakMax) { $0.current.peakMax = -1 }
    try expect(.curve) { _ = $0.voltage.curve.add(point(1, 0, 0)) }
  }

  @Test("What differs from no calibration in one value alone travels, and nothing else is written")
  func oneValue() throws {
    let changes: [(inout FrontEnd) -> Void] = [
      { $0.calibrationMillidegrees = 22_999 }, { $0.voltage.peakMax = 1 },
      { $0.current.noiseVariance = 1 }, { $0.currentAmplified?.gainBillionthsPerKelvin = -1 },
      { _ = $0.current.curve.add(point(7, 8, 9)) },
    ]
    for (index, change) in changes.enumerated() {
      var head = GoldenRecording.head
      change(&head.frontEnd)
      let file = try written(head)
      let reader = try RecordingReader(file.span)
      let frontEnd = reader.head.frontEnd
      #expect(frontEnd == head.frontEnd && frontEnd != GoldenRecording.head.frontEnd, "\(index)")
    }
    #expect(try written(GoldenRecording.head) == Array(GoldenRecording.bytes[..<128]))
  }

  @Test("The longest calibration fits the buffer, and comes back")
  func longest() throws {
    var head = GoldenRecording.head
    let points = (0..<8).map { point(Int64($0) << 59, -100_000_000, -1_000_000) }
    head.frontEnd.current.curve = try curve(points)
    head.frontEnd.currentAmplified?.curve = try curve(points)
    let file = try written(head)
    let reader = try RecordingReader(file.span)
    let frontEnd = reader.head.frontEnd
    #expect(frontEnd == head.frontEnd)
  }

  @Test("A temperature that no meter has is refused", arguments: [Int32(-100_001), 200_001, .min])
  func temperature(millidegrees: Int32) throws {
    var writer = RecordingWriter(GoldenRecording.head)
    var frame = RecordingFrameBytes()
    try writer.head(into: &frame)
    #expect(throws: RecordingError(.badField(.millidegrees), byte: 0)) {
      try writer.temperature(millidegrees: millidegrees, at: .zero, into: &frame)
    }
    #expect(frame.count == 0)
  }

  @Test("Every flipped bit of a calibration is found, and every cut")
  func damage() {
    let bytes = CalibratedRecording.bytes
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(fault(damaged) != nil, "bit \(bit)")
    }
    for count in 0..<bytes.count {
      #expect(fault(Array(bytes[..<count])) == .truncated, "\(count) bytes")
    }
  }

  @Test("Any calibration at all gives a head in range or an error", arguments: 0..<400)
  func noise(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var file = CalibratedRecording.bytes
    for _ in 0..<1 + Int(seed % 3) {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let offset = Int(state >> 33) % (CalibratedRecording.checksum - 124)
      file[124 + offset] = UInt8(truncatingIfNeeded: state >> 20)
    }
    reseal(&file)
    guard fault(file) == nil else { return }
    let reader = try RecordingReader(file.span)
    let field = reader.head.fieldOutOfRange
    #expect(field == nil, "seed \(seed)")
  }

  private func expect(
    _ field: RecordingField?, _ change: (inout FrontEnd) -> Void, line: Int = #line
  ) throws {
    var head = try CalibratedRecording.head()
    change(&head.frontEnd)
    #expect(head.fieldOutOfRange == field, "line \(line)")
  }

  private func written(_ head: RecordingHead) throws -> [UInt8] {
    var writer = RecordingWriter(head)
    var frame = RecordingFrameBytes()
    try writer.head(into: &frame)
    return copied(frame.span)
  }

  private func fault(_ file: [UInt8]) -> RecordingFault? {
    do throws(RecordingError) {
      var reader = try RecordingReader(file.span)
      while try reader.next() != nil {}
      return nil
    } catch { return error.fault }
  }

  /// Computes the head frame's checksum anew.
  private func reseal(_ file: inout [UInt8], checksum: Int = CalibratedRecording.checksum) {
    var crc = CRC32()
    for byte in file[8..<checksum] { crc.update(byte) }
    for index in 0..<4 {
      file[checksum + index] = UInt8(truncatingIfNeeded: crc.value >> UInt32(8 * index))
    }
  }
}
