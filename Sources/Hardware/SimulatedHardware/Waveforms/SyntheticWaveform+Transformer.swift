// SPDX-License-Identifier: Apache-2.0

extension SyntheticWaveform {
  /// This waveform with the current that a transformer makes of it: `segments` keep the truth of
  /// the terminals.
  ///
  /// - The transformer's errors are those at the effective value of each piece's own sinusoids;
  ///   its lead is that of a winding's resistance over its reactance: at harmonic h, one h-th. A
  ///   direct part passes, as through a DC-tolerant core.
  public func seen(through transformer: CurrentTransformer) -> SyntheticWaveform {
    var secondary = self
    secondary.pieces = pieces.map { piece in
      let amperes = piece.current.rms
      let ratio = 1 + transformer.ratioError(at: amperes)
      let lead = transformer.leadRadians(at: amperes)
      return Piece(
        start: piece.start, end: piece.end, reference: piece.reference,
        frequency: piece.frequency, angle: piece.angle, voltage: piece.voltage,
        current: HarmonicWave(
          piece.current.harmonics.map {
            Harmonic(rms: $0.rms * ratio, order: $0.order, phase: $0.phase + lead / $0.order)
          }, direct: piece.current.direct))
    }
    return secondary
  }
}
