// SPDX-License-Identifier: Apache-2.0

public import Drivers
public import HardwareInterface
public import Quantities

/// What a sample source had to give.
public enum SampleRun: Equatable, Sendable {
  /// So many sets, with their stamp.
  case sets(Int, SampleStamp)
  /// Nothing yet.
  case none
  /// The converter failed: samples are missing.
  case failed
}

/// Where runs of samples come from: a converter read in place, or a thread that reads it.
///
/// Metering must not wait for anything: on hardware the source is a thread of its own, and what
/// the main loop does between two calls costs no sample.
public protocol SampleSource: ~Copyable {
  /// Waits for the next run, but not much longer than a burst takes, and fills it in.
  mutating func next(into sets: inout MutableSpan<SampleSet>) -> SampleRun
}

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
      return .failed
    }
  }
}
