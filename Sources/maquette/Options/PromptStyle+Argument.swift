import ArgumentParser
import Planning

extension PromptStyle {
  /// What a style looks like on the command line, for the end of "expected …".
  static let expectation = "one of " + allCases.map(\.rawValue).joined(separator: ", ")

  /// Reads an argument of the command line.
  ///
  /// - Throws: `ValidationError` saying what was expected.
  static func argument(_ text: String) throws -> PromptStyle {
    guard let style = PromptStyle(rawValue: text) else {
      throw ValidationError("expected \(expectation)")
    }
    return style
  }
}
