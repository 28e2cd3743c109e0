// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities

/// Which page stands on the display, since when, and what was last put there.
struct DisplayState {
  private var page = Page.live
  private var pageSince: Instant?
  private var shown: TextScreen?
  private var lastRefresh: Instant?

  /// The next text to show; nil while nothing changed or it is too soon.
  mutating func refreshed(_ meter: borrowing Meter, at now: Instant) -> TextScreen? {
    guard
      now.since(lastRefresh ?? .zero) >= meter.parameters.refreshMilliseconds * 1_000_000
        || lastRefresh == nil
    else { return nil }
    lastRefresh = now
    turnPage(at: now, after: meter.parameters.pageMilliseconds)
    let screen = page.screen(meter)
    if let shown, shown == screen { return nil }
    shown = screen
    return screen
  }

  /// Lets the next refresh come at once.
  mutating func hurry() { lastRefresh = nil }

  private mutating func turnPage(at now: Instant, after milliseconds: UInt64) {
    guard let since = pageSince else {
      pageSince = now
      return
    }
    guard now.since(since) >= milliseconds * 1_000_000 else { return }
    page = page.next
    pageSince = now
  }
}
