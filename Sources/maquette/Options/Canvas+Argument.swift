import ArgumentParser
import Layouts

extension Canvas {
  /// What a canvas looks like on the command line, for the end of "expected …".
  static let expectation = "WIDTHxHEIGHT with sides from 1 to 65536, such as 512x512"

  /// Reads an argument of the command line.
  ///
  /// - Throws: `ValidationError` saying what was expected.
  static func argument(_ text: String) throws -> Canvas {
    guard let canvas = Canvas(text) else { throw ValidationError("expected \(expectation)") }
    return canvas
  }
}
