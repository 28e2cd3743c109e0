// SPDX-License-Identifier: Apache-2.0

import Quantities

@testable import meterbench

/// Small COMTRADE records typed by hand: 4 samples at 1 kHz, in volts 1, -2, 3.5 and 0 times 100,
/// in amperes 1, 0, -1, 2, each edition in its own words.
enum TypedRecords {
  static let ascii1991 = """
    OLD STATION,17\r
    3,2A,1D\r
    1,Ua,A,BUS,kV,0.05,0,0,0,2047\r
    2,Ia,A,BUS,A,0.5,0,0,-2048,2047\r
    1,TRIP,0\r
    50\r
    1\r
    1000,4\r
    07/22/91,12:00:01.500000\r
    07/22/91,12:00:01.500000\r
    ASCII\r

    """

  static let ascii1991Samples =
    "1,0,2,2,0\r\n2,1000,-4,0,0\r\n3,2000,7,-2,1\r\n4,3000,0,4,1\r\n\u{1A}"

  static let binary1999 = """
    DESK,1,1999
    4,3A,1D
    1,Q,,,Mvar,1,0,0,-32767,32767,1,1,P
    2,Ia,A,,mA,500,0,25.5,-32767,32767,100,5,S
    3,Ua,A,,V,-1E+02,50,0,-32767,32767,110000,110,S
    1,TRIP,,,0
    60
    1
    1000,4
    22/07/1999,12:00:01.500000
    22/07/1999,12:00:01.500000
    BINARY
    1

    """

  static let binary1999Samples = hexadecimal(
    """
    01 00 00 00  00 00 00 00  09 00  02 00  FF FF  01 00
    02 00 00 00  E8 03 00 00  09 00  00 00  02 00  00 00
    03 00 00 00  D0 07 00 00  09 00  FE FF  FD FF  00 00
    04 00 00 00  B8 0B 00 00  09 00  04 00  00 00  00 00
    """)

  static let binary32 = cfg2013("BINARY32", a: "0.00001")

  /// 10,000,000 -20,000,000 35,000,000 0; 2 0 -2 4.
  static let binary32Samples = hexadecimal(
    """
    01 00 00 00  00 00 00 00  80 96 98 00  02 00 00 00
    02 00 00 00  E8 03 00 00  00 D3 CE FE  00 00 00 00
    03 00 00 00  D0 07 00 00  C0 0E 16 02  FE FF FF FF
    04 00 00 00  B8 0B 00 00  00 00 00 00  04 00 00 00
    """)

  static let float32 = cfg2013("FLOAT32", a: "1", current: "1")

  /// 100.0 -200.0 350.0 0.0; 1.0 0.0 -1.0 2.0.
  static let float32Samples = hexadecimal(
    """
    01 00 00 00  00 00 00 00  00 00 C8 42  00 00 80 3F
    02 00 00 00  E8 03 00 00  00 00 48 C3  00 00 00 00
    03 00 00 00  D0 07 00 00  00 00 AF 43  00 00 80 BF
    04 00 00 00  B8 0B 00 00  00 00 00 00  00 00 00 40
    """)

  static let ascii2013 = cfg2013("ASCII", a: "1", current: "0.5")
  static let ascii2013Samples = "1,0,100,2\n2,1000,-200,0\n3,2000,350,-2\n4,3000,0,4\n"

  static func cfg2013(_ type: String, a: String, current: String = "0.5") -> String {
    """
    DESK,1,2013
    2,2A,0D
    1,V,,,V,\(a),0,0,-8388608,8388607,1,1,P
    2,I,,,A,\(current),0,0,-8388608,8388607,1,1,P
    50
    1
    1000,4
    22/07/2013,12:00:01.500000
    22/07/2013,12:00:01.500000
    \(type)
    1
    +2,+2
    0,0

    """
  }

  static let all: [(name: String, cfg: String, dat: [UInt8])] = [
    ("ASCII of 1991", ascii1991, Array(ascii1991Samples.utf8)),
    ("BINARY of 1999", binary1999, binary1999Samples),
    ("BINARY32 of 2013", binary32, binary32Samples),
    ("FLOAT32 of 2013", float32, float32Samples),
    ("ASCII of 2013", ascii2013, Array(ascii2013Samples.utf8)),
  ]
}

extension Waveform {
  /// Reads a typed record without a file.
  init(
    _ cfg: String, _ dat: [UInt8], _ wishes: ChannelWishes = ChannelWishes()
  ) throws(BenchError) {
    let configuration = try COMTRADEConfiguration(parsing: cfg, file: "a.cfg")
    let selection = try ChannelSelection(configuration, wishes)
    let table = try SampleTable(dat, file: "a.dat", configuration, selection)
    try self.init(configuration, selection, table, wishes)
  }

  var volts: [Double] {
    sets.map { Double($0.voltage) * frontEnd.voltage.gain.double / 1e6 }
  }

  var amperes: [Double] {
    sets.map { Double($0.current) * frontEnd.current.gain.double / 1e6 }
  }
}
