// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The bench tool.
@main
struct Meterbench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meterbench",
    abstract: "Measure, convert and record at the bench.",
    subcommands: [
      RunCommand.self, ReplayCommand.self, ConvertCommand.self, RecordCommand.self,
      GenerateCommand.self, AccuracyCommand.self, EtherCommand.self,
      EnduranceCommand.self, InstallCodeCommand.self, ReadCommand.self, LedgerCommand.self,
      ParametersCommand.self, FirmwareCommand.self, ChipsCommand.self, RadioCommand.self,
      DisplayCommand.self,
    ])
}
