// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Whether somebody asked the program to end: SIGINT or SIGTERM.
enum StopSignal {
  // A signal handler may write nothing but this. Source: sigaction(2), signal-safety(7).
  nonisolated(unsafe) private static var raised: sig_atomic_t = 0

  static var isRaised: Bool { raised != 0 }

  static func install() {
    raised = 0
    signal(SIGINT) { _ in StopSignal.raised = 1 }
    signal(SIGTERM) { _ in StopSignal.raised = 1 }
    // A parent that starts it from a thread which blocks signals passes the block on.
    var stopping = sigset_t()
    sigemptyset(&stopping)
    sigaddset(&stopping, SIGINT)
    sigaddset(&stopping, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &stopping, nil)
  }
}
