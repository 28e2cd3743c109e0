// SPDX-License-Identifier: Apache-2.0

import CLinux

/// Ctrl-C or SIGTERM as a question the run loop asks, so that it ends in its own time.
public enum StopRequest {
  /// From now on both signals only set the flag.
  public static func install() { clinux_stop_install() }

  /// Whether somebody asked the program to end.
  public static var isRaised: Bool { clinux_stop_requested() != 0 }
}
