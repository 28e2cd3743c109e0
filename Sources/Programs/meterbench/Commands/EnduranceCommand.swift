// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `meterbench endurance`.
struct EnduranceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endurance",
    abstract: "Run the whole meter for hours on an ether that loses frames.",
    discussion: """
      The load changes every five minutes between import and export. When the hours are over the \
      loss ends, and within 60 s of the meter's time both summations and both maximum demands \
      must be the same at the gateway. Exit code: 0 where they are, 1 where one differs, a \
      summation fell, or the meter told a fault; 64 for wrong usage, 70 where the meter does not \
      join. Build with -c release: 24 h take minutes.
      """)

  /// Something is not equal.
  static let unequal = ExitCode(1)

  @Option(help: "Hours of the meter's time.")
  var hours = 24.0

  @Option(help: "How many receptions in a hundred are lost.")
  var loss = 20.0

  @Option(help: "The seed of all chance.")
  var seed: UInt64 = 1

  @Flag(help: "Print the result as one JSON object.")
  var json = false

  func validate() throws {
    guard hours > 0, hours <= 10_000 else {
      throw ValidationError("--hours is above 0 and at most 10000")
    }
    guard (0...100).contains(loss) else { throw ValidationError("--loss is 0 to 100") }
  }

  func run() throws {
    var isHeld = false
    try reporting {
      var endurance = try Endurance(
        EndurancePlan(hours: hours, lossPerMille: Int((loss * 10).rounded()), seed: seed))
      let result = try endurance.run()
      isHeld = result.isHeld
      try Terminal.print(json ? result.prettyJSON() : result.text)
    }
    if !isHeld { throw Self.unequal }
  }
}
