// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Parameters
import Seal

/// `meterbench parameters`.
struct ParametersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parameters",
    abstract: "Compile a meter's parameters into the block that its firmware reads, and show it.",
    subcommands: [CompileCommand.self, ShowCommand.self, CheckCommand.self])
}

/// `meterbench parameters compile`.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile a YAML file into a sealed block.",
    discussion: """
      Calibration/parameters.yaml has every key, with what it means. The meter takes a changed \
      block only while its seal switch is open, gives it the next counter, and enters old and new \
      hash in its event log. With --counter it refuses the block once it has one of that counter \
      or a later one in force.

      Exit code: 65 where the file says something that the meter refuses, 66 where there is no \
      such file, 73 where the block cannot be written.
      """)

  @Argument(help: "The parameters to read.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "The block to write.", completion: .file())
  var output: String

  @Option(help: "The counter that the block asks for; 0 is whatever comes next.")
  var counter: UInt64 = 0

  func run() throws {
    try reportingFindings {
      try Files.checkApart([file], [output])
      let block = try BlockFile(compiling: file, counter: counter)
      try Files.write([(output, block.bytes)])
      try Terminal.print("\(output): \(block.bytes.count) bytes, \(block.markText)")
    }
  }
}

/// `meterbench parameters show`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a block as YAML that compiles to the same content.",
    discussion: """
      Counter and hash are in the first line, a comment. With --json numbers that are not whole \
      are text, so that no reader rounds them. Exit code: 65 where it is no whole block, 66 where \
      there is no such file.
      """)

  @Argument(help: "The block to read, or a copy of one from a meter's store.", completion: .file())
  var block: String

  @Flag(help: "Print one JSON object with counter, sha256 and parameters.")
  var json = false

  func run() throws {
    try reportingFindings {
      let file = try BlockFile(reading: block)
      json ? try Terminal.print(try file.prettyJSON()) : try Terminal.put(file.yaml)
    }
  }
}

/// `meterbench parameters check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a YAML file as `compile` does, and write nothing.",
    discussion: "Exit code: 65 where the meter would refuse it, 66 where there is no such file.")

  @Argument(help: "The parameters to read.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  func run() throws {
    try reportingFindings {
      try Terminal.print("\(file): whole, sha256 \(try BlockFile(compiling: file).sha256)")
    }
  }
}

/// Runs a command that may find many things wrong, and says each.
private func reportingFindings(_ command: () throws -> Void) throws {
  try reporting {
    do {
      try command()
    } catch let findings as ParameterFindings {
      findings.errors.dropLast().forEach { Terminal.report($0.description) }
      if let last = findings.errors.last { throw last }
    }
  }
}
