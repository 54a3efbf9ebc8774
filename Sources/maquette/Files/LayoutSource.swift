import Layouts

/// A layout read from a file or from standard input, in whatever notation it stands there.
struct LayoutSource {
  /// The text, with its name.
  let input: InputText
  /// What was read.
  let parsed: ParsedLayout

  /// Reads a layout, says what was noticed beyond notes, and refuses one that can't be used.
  ///
  /// - Throws: `QuietEnd` with the status `findings` after saying why; a `Failure` when the file
  ///   can't be read.
  init(_ path: String, notation: any Notation, canvas: Canvas, console: Console) throws {
    input = try InputText(path)
    do throws(ParseFailure) {
      parsed = try notation.beside(path).parse(input.text, canvas: canvas)
    } catch {
      console.say([error.finding], in: input.text, named: input.name)
      throw QuietEnd(status: .findings)
    }
    // Liberties that change nothing are for `maquette parse` to tell.
    let findings = parsed.findings.filter { $0.severity > .note }
    console.say(findings, in: input.text, named: input.name)
    guard !parsed.findings.contains(where: { $0.severity == .error }) else {
      throw QuietEnd(status: .findings)
    }
  }
}

extension ParseFailure {
  /// The failure as a finding, for reports that hold nothing else.
  var finding: Finding {
    .unreadable("\(message) (read as \(notation))", source: source)
  }
}

extension Finding {
  /// A text that no layout could be read from.
  static func unreadable(_ message: String, source: SourceRange? = nil) -> Finding {
    Finding(rule: "unreadable", code: "MQ000", severity: .error, message: message, source: source)
  }
}
