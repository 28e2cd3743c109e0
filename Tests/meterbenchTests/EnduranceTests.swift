// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import meterbench

/// `meterbench endurance`, for minutes in place of hours.
@Suite struct EnduranceTests {
  @Test(
    "Every register is equal at the gateway within 60 s of the last loss",
    arguments: [(1, 200), (2, 200), (3, 1_000)])
  func equal(seed: UInt64, lossPerMille: Int) throws {
    var endurance = try Endurance(
      EndurancePlan(hours: 0.1, lossPerMille: lossPerMille, seed: seed))
    let result = try endurance.run()
    #expect(result.isHeld, "seed \(seed): \(result.text)")
    #expect(result.registers.count == 14 && result.registers[0].meter > 10)
    let tiers = result.registers.filter { $0.register.contains("Tier") && $0.meter > 0 }
    #expect(lossPerMille == 1_000 ? tiers.isEmpty : tiers.count >= 3)
    #expect(result.lostReceptions > 0 && result.reportedAttributes > 5)
  }

  private static let register = EnduranceRegister(
    name: "R", attribute: 0x0002, isReported: false
  ) { _ in 7 }

  private static func result(
    gateway: Int64? = 7, recovery: Double? = 1, faults: [String] = [],
    log: EnduranceLog = EnduranceLog()
  ) -> EnduranceResult {
    EnduranceResult(
      plan: EndurancePlan(hours: 1, lossPerMille: 200, seed: 1),
      comparisons: [EnduranceComparison(Self.register, meter: 7, gateway: gateway)],
      recoverySeconds: recovery, log: log, lost: 0, faults: faults)
  }

  @Test("A register that differs, or is not known, a late one and a fault are not held")
  func verdict() throws {
    #expect(Self.result().isHeld)
    #expect(Self.result().text.contains("           7           7  equal"))
    #expect(!Self.result(gateway: 6).isHeld)
    #expect(Self.result(gateway: nil).text.contains("-  DIFFERENT"))
    #expect(try Self.result(gateway: nil).prettyJSON().contains("\"gateway\" : null"))
    #expect(!Self.result(recovery: nil).isHeld)
    #expect(Self.result(recovery: nil).text.contains("never equal within 60.0 s"))
    #expect(!Self.result(faults: ["radio"]).isHeld)
  }

  @Test("A summation that comes lower than before is counted and not held")
  func fall() {
    let log = EnduranceLog()
    for value in [5, 5, 9, 8] as [UInt64] { log.take(Self.reading(0x0001, value)) }
    for value in [9, 1] as [UInt64] { log.take(Self.reading(0x0400, value)) }
    #expect(log.falls == 1 && log.newest == [0x0001: 8, 0x0400: 1])
    for value in [4, 3] as [UInt64] { log.take(Self.reading(0x0106, value)) }
    #expect(log.falls == 2)
    #expect(!Self.result(log: log).isHeld)
  }

  private static func reading(_ attribute: UInt16, _ value: UInt64) -> EnduranceLog.Reading {
    EnduranceLog.Reading(
      isReport: true, cluster: 0x0702, attribute: attribute, number: Int64(value))
  }
}
