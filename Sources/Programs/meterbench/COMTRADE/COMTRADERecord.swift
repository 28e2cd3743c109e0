// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A COMTRADE record as it was read.
struct COMTRADERecord {
  /// Channels named in a note.
  private static let namesMax = 8

  let configuration: COMTRADEConfiguration
  let selection: ChannelSelection
  let table: SampleTable

  /// Loads a record by the name of its .cfg or its .dat file.
  init(_ path: String, _ wishes: ChannelWishes) throws(BenchError) {
    let isConfiguration = (path as NSString).pathExtension.lowercased() == "cfg"
    if !FileManager.default.fileExists(atPath: path) {
      throw BenchError(.noInput, path, "there is no such file")
    }
    let other = try Files.companion(of: path, ending: isConfiguration ? "dat" : "cfg")
    let (cfg, dat) = isConfiguration ? (path, other) : (other, path)
    let text = try Files.read(cfg, most: COMTRADE.configurationBytesMax)
    var content = String(decoding: text, as: UTF8.self)
    if content.hasPrefix("\u{FEFF}") { content.removeFirst() }
    configuration = try COMTRADEConfiguration(parsing: content, file: cfg)
    selection = try ChannelSelection(configuration, wishes)
    let bytes = try Files.read(dat, most: COMTRADE.dataBytesMax)
    table = try SampleTable(bytes, file: dat, configuration, selection)
  }

  /// Which analog channels are not measured; nil where all are.
  var leftOut: String? {
    let taken = [selection.voltage.channel.index, selection.current.channel.index]
    let others = configuration.channels.filter { !taken.contains($0.index) }
    guard !others.isEmpty else { return nil }
    let names = others.prefix(COMTRADERecord.namesMax).map { "\($0.index) \($0.name)" }
    let more = others.count > names.count ? " and more" : ""
    return "of \(configuration.channels.count) analog channels \(others.count) are left out: "
      + names.joined(separator: ", ") + more
  }
}
