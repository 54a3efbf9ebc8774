import ArgumentParser
import Layouts

/// The notations by the names that the command line knows.
enum NotationName: String, CaseIterable, ExpressibleByArgument {
  case auto
  case json

  /// Reads a text in this notation.
  func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try JSONNotation().parse(text, canvas: canvas)
  }
}
