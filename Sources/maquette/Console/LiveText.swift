import Planning
import Synchronization

/// An answer as it comes, on a terminal; elsewhere only what is waited for.
final class LiveText: Sendable {
  private let console: Console
  private let isInLine = Mutex(false)

  init(_ console: Console) {
    self.console = console
  }

  /// Tells what happens.
  func tell(_ event: CompletionProgress) {
    switch event {
    case .text(let text), .reasoning(let text):
      guard console.wordsAreTerminal, !text.isEmpty else { return }
      isInLine.withLock { $0 = !text.hasSuffix("\n") }
      console.put(dimmed(lines(text)))
    case .waiting(let sentence):
      endLine()
      console.say("maquette: \(sentence)")
    }
  }

  /// Ends the line that the text left open.
  func endLine() {
    let isOpen = isInLine.withLock { isOpen in
      defer { isOpen = false }
      return isOpen
    }
    if isOpen { console.put("\n") }
  }

  /// The text with its control characters made visible, all but the ends of lines.
  private func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).withVisibleControls }.joined(separator: "\n")
  }

  private func dimmed(_ text: String) -> String {
    console.usesColor ? "\u{1B}[2m\(text)\u{1B}[22m" : text
  }
}
