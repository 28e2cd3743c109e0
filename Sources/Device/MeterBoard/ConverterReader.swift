// SPDX-License-Identifier: Apache-2.0

public import Drivers
public import HardwareInterface
public import Quantities

/// Reads a converter burst by burst, stamping before and after.
public struct ConverterReader<
  Target: I2CTarget & ~Copyable, Time: Clock & ~Copyable
>: SampleSource, ~Copyable {
  private var converter: AD7991<Target>
  private var clock: Time

  /// Takes the converter, configured, and the clock of its stamps.
  public init(_ converter: consuming AD7991<Target>, clock: consuming Time) {
    self.converter = converter
    self.clock = clock
  }

  /// Reads one burst.
  public mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun {
    let start = clock.now()
    do throws(AD7991Error<Target.Failure>) {
      let count = try converter.read(into: &sets)
      return .sets(count, SampleStamp(start: start, end: clock.now()))
    } catch {
      // A chip that lost power forgot its sequence. A bus that fails here fails again at the
      // next burst, and is told then.
      do throws(Target.Failure) { try converter.configure() } catch {}
      return converter.isReachable ? .failed : .unreachable
    }
  }
}
