// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a file is, by its ending.
enum RecordKind {
  case comtrade
  case recording

  init(_ path: String) throws(BenchError) {
    switch (path as NSString).pathExtension.lowercased() {
    case "cfg", "dat": self = .comtrade
    case "recording": self = .recording
    case "cff":
      throw BenchError(
        .usage, path, "combined .cff files are not read", advice: "save it as .cfg and .dat")
    default:
      throw BenchError(
        .usage, path, "its ending does not say what it is",
        advice: "known are .cfg, .dat and .recording")
    }
  }
}

extension RecordingFile {
  /// Loads a recording, or a COMTRADE record brought into that form.
  init(loading path: String, _ wishes: ChannelWishes = ChannelWishes()) throws(BenchError) {
    switch try RecordKind(path) {
    case .recording:
      self.init(file: path, bytes: try Files.read(path, most: RecordingFile.bytesMax))
    case .comtrade:
      try self.init(Waveform(loadingCOMTRADE: path, wishes), file: path)
    }
  }
}

extension Waveform {
  /// Loads a COMTRADE record by the name of its .cfg or its .dat file.
  init(loadingCOMTRADE path: String, _ wishes: ChannelWishes) throws(BenchError) {
    let isConfiguration = (path as NSString).pathExtension.lowercased() == "cfg"
    if !FileManager.default.fileExists(atPath: path) {
      throw BenchError(.noInput, path, "there is no such file")
    }
    let other = try Files.companion(of: path, ending: isConfiguration ? "dat" : "cfg")
    let (cfg, dat) = isConfiguration ? (path, other) : (other, path)
    let text = try Files.read(cfg, most: COMTRADE.configurationBytesMax)
    var content = String(decoding: text, as: UTF8.self)
    if content.hasPrefix("\u{FEFF}") { content.removeFirst() }
    let configuration = try COMTRADEConfiguration(parsing: content, file: cfg)
    let selection = try ChannelSelection(configuration, wishes)
    let bytes = try Files.read(dat, most: COMTRADE.dataBytesMax)
    let table = try SampleTable(bytes, file: dat, configuration, selection)
    try self.init(configuration, selection, table, wishes)
  }
}
