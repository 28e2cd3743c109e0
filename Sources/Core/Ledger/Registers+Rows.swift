// SPDX-License-Identifier: Apache-2.0

import Quantities

/// The registers as rows, in the order of `SPEC.md`: what holds for all of them is said once.
extension Registers {
  /// Energies with their residuals. Unit: 2^-64 of a millionth of a watt-, var- or VA-hour.
  typealias Energies = InlineArray<10, Int128>
  /// Times.
  typealias Counters = InlineArray<3, UInt64>

  /// All energies.
  var energies: Energies {
    [
      energyImport.value.raw, energyExport.value.raw,
      fundamentalActiveImport.value.raw, fundamentalActiveExport.value.raw,
      reactive.quadrantI.value.raw, reactive.quadrantII.value.raw,
      reactive.quadrantIII.value.raw, reactive.quadrantIV.value.raw,
      apparentImport.value.raw, apparentExport.value.raw,
    ]
  }

  /// All times.
  var counters: Counters { [gapNanoseconds, operatingSeconds, noLoadNanoseconds] }

  /// Makes registers from rows.
  init(_ energies: Energies, _ counters: Counters) {
    self.init(
      energyImport: Energy(value: Q64_64(raw: energies[0])),
      energyExport: Energy(value: Q64_64(raw: energies[1])),
      gapNanoseconds: counters[0], operatingSeconds: counters[1])
    fundamentalActiveImport.value.raw = energies[2]
    fundamentalActiveExport.value.raw = energies[3]
    reactive.quadrantI.value.raw = energies[4]
    reactive.quadrantII.value.raw = energies[5]
    reactive.quadrantIII.value.raw = energies[6]
    reactive.quadrantIV.value.raw = energies[7]
    apparentImport.value.raw = energies[8]
    apparentExport.value.raw = energies[9]
    noLoadNanoseconds = counters[2]
  }

  /// Whether an energy is negative, which none ever is.
  var hasNegative: Bool {
    let energies = energies
    for index in energies.indices where energies[index] < 0 { return true }
    return false
  }
}
