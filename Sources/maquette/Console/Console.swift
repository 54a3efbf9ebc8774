import Foundation

/// Where a command's data and words go: data to standard output, words to standard error.
struct Console: Sendable {
  /// The file descriptor of the data.
  var data: Int32 = STDOUT_FILENO
  /// The file descriptor of words and progress.
  var words: Int32 = STDERR_FILENO
  /// The environment, for `NO_COLOR` and `TERM`.
  var environment: [String: String] = ProcessInfo.processInfo.environment

  /// Whether the reader of the data is a person.
  var dataIsTerminal: Bool { isatty(data) == 1 }
  /// Whether the reader of the words is a person.
  var wordsAreTerminal: Bool { isatty(words) == 1 }

  /// Whether words may be coloured: only on a terminal, and never under a `NO_COLOR` that isn't empty.
  var usesColor: Bool { wordsAreTerminal && allowsColor }

  /// Whether data may be coloured, under the same conditions.
  var colorsData: Bool { dataIsTerminal && allowsColor }

  private var allowsColor: Bool {
    environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }

  /// How many columns a line of words may have.
  var width: Int {
    var size = winsize()
    guard ioctl(words, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes data as it is.
  ///
  /// - Throws: `QuietEnd` when the reader has gone (`maquette … | head`), a `Failure` for anything
  ///   else, such as a full disk.
  func write(_ bytes: some Sequence<UInt8>) throws {
    switch Self.send(Array(bytes), to: data) {
    case 0: return
    case EPIPE: throw QuietEnd(status: .success)
    case let code: throw Failure(.usage, "standard output: \(systemReason(code))")
    }
  }

  /// Writes a text and ends its last line.
  func write(_ text: String) throws {
    try write(text.hasSuffix("\n") ? Array(text.utf8) : Array(text.utf8) + [UInt8(ascii: "\n")])
  }

  /// Says a line on standard error, control characters made visible.
  ///
  /// Nobody listening is no failure.
  func say(_ text: String) {
    put(text.withVisibleControls + "\n")
  }

  /// Puts words on standard error as they are, without ending the line.
  func put(_ text: String) {
    _ = Self.send(Array(text.utf8), to: words)
  }

  /// Sends all bytes and returns zero, or the error number that stopped them.
  static func send(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = Foundation.write(
          descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        sent += count
      }
      return 0
    }
  }
}

/// The system's words for an error number, for the end of a sentence.
func systemReason(_ code: Int32) -> String {
  let reason = String(cString: strerror(code))
  return reason.prefix(1).lowercased() + reason.dropFirst()
}
