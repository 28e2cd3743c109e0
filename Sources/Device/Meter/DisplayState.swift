// SPDX-License-Identifier: Apache-2.0

import Bytes
import Quantities
import ZigBee

/// Which page stands on the display, since when, and what was last put there.
///
/// Pages turn by themselves. One that a person turned to stands for `handMilliseconds`; then they
/// turn by themselves again, from the registers on.
struct DisplayState {
  private var page = Page.live
  private var pageSince: Instant?
  private var shown: TextScreen?
  private var lastRefresh: Instant?
  /// The text that the network wants shown; nil for none.
  var message: MessageText?
  /// Until when the display blinks.
  private var blinkUntil: Instant?
  private var isDark = false
  /// An answer to the button, and until when it stands.
  private var notice: (text: StaticString, until: Instant)?
  private var mustTurn = false
  /// Whether a person turned to the page.
  private var isByHand = false
  var backlight = Backlight()

  /// Unit: ms. How long an answer to the button stands.
  static let noticeMilliseconds: UInt64 = 3_000

  /// Whether the network's text is what stands there.
  var showsMessage: Bool { page == .message && notice == nil }

  /// Turns to the next page at once.
  mutating func turnPage() {
    (mustTurn, notice) = (true, nil)
    hurry()
  }

  /// Puts the network's text there at once.
  mutating func showMessage(at now: Instant) {
    (page, pageSince, notice, isByHand) = (.message, now, nil, true)
    hurry()
  }

  /// Answers the button.
  mutating func tell(_ text: StaticString, at now: Instant) {
    notice = (text, now.adding(milliseconds: Self.noticeMilliseconds))
    hurry()
  }

  /// The button goes down: the light goes on.
  mutating func wake(at now: Instant) { backlight.wake(at: now) }

  /// The next text to show; nil while nothing changed or it is too soon.
  mutating func refreshed(_ meter: borrowing Meter, at now: Instant) -> TextScreen? {
    guard
      now.since(lastRefresh ?? .zero) >= meter.parameters.refreshMilliseconds * 1_000_000
        || lastRefresh == nil
    else { return nil }
    lastRefresh = now
    turnPage(meter, at: now)
    blink(at: now)
    if let notice, now >= notice.until { self.notice = nil }
    var screen = notice == nil ? page.screen(meter) : TextScreen()
    if let notice { screen.write(notice.text, row: 1, column: 0) }
    if isDark { screen = TextScreen() }
    if let shown, shown == screen { return nil }
    shown = screen
    return screen
  }

  /// Lets the next refresh come at once.
  mutating func hurry() { lastRefresh = nil }

  /// Blinks for so many seconds; 0 ends it.
  mutating func identify(seconds: UInt16, at now: Instant) {
    blinkUntil = seconds == 0 ? nil : now.adding(milliseconds: UInt64(seconds) * 1_000)
    if seconds > 0 { wake(at: now) }
  }

  /// Dark at every other refresh.
  private mutating func blink(at now: Instant) {
    if let end = blinkUntil, now >= end { blinkUntil = nil }
    isDark = blinkUntil != nil && !isDark
  }

  private mutating func turnPage(_ meter: borrowing Meter, at now: Instant) {
    guard let since = pageSince else {
      pageSince = now
      return
    }
    if page == .message, message == nil { page = .live }
    let parameters = meter.parameters
    let stands = isByHand ? parameters.handMilliseconds : parameters.pageMilliseconds
    guard mustTurn || now.since(since) >= stands * 1_000_000 else { return }
    page = isByHand && !mustTurn ? .energy : page.next(meter, byHand: mustTurn)
    (isByHand, mustTurn) = (mustTurn, false)
    pageSince = now
  }
}
