import Foundation
import Layouts
import Planning

/// One thing that may be set by a flag, the environment or a file, with its name and its type.
struct Setting<Value: Sendable>: Sendable {
  /// The key in `.maquette.yml`, which is also the flag without its dashes.
  let key: String
  /// What a value looks like, for the end of "expected …".
  let expected: String
  /// Whether a YAML value of this sort can stand for it, before it is read.
  let accepts: @Sendable (ScalarSort) -> Bool
  /// Reads a value; paths are relative to the folder given.
  let read: @Sendable (_ text: String, _ folder: URL) -> Value?

  /// The name in the environment.
  var variable: String {
    "MAQUETTE_" + key.uppercased().replacing("-", with: "_")
  }
}

/// What a plain YAML value is, after YAML's own rules.
enum ScalarSort: String, Sendable {
  case text = "a text"
  case wholeNumber = "a whole number"
  case number = "a number"
  case truth = "true or false"
  case nothing = "nothing"
}

extension Setting where Value == String {
  /// A setting whose value is a folder.
  static func folder(_ key: String) -> Setting {
    Setting(key: key, expected: "the path of a folder", accepts: { $0 == .text }) { text, folder in
      text.isEmpty ? nil : URL(filePath: text, relativeTo: folder).standardizedFileURL.path
    }
  }
}

extension Setting where Value == Int {
  /// A setting whose value is a whole number of a range.
  static func wholeNumber(_ key: String, in range: ClosedRange<Int>) -> Setting {
    Setting(
      key: key,
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      accepts: { $0 == .wholeNumber }
    ) { text, _ in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension Setting where Value == Double {
  /// A setting whose value is a number of a range.
  static func number(_ key: String, in range: ClosedRange<Double>) -> Setting {
    Setting(
      key: key, expected: "a number from \(range.lowerBound) to \(range.upperBound)",
      accepts: { $0 == .number || $0 == .wholeNumber }
    ) { text, _ in
      Double(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension Setting where Value == Canvas {
  /// A setting whose value is a size in pixels.
  static func canvas(_ key: String) -> Setting {
    Setting(key: key, expected: Canvas.expectation, accepts: { $0 == .text }) { text, _ in
      Canvas(text)
    }
  }
}

extension Setting where Value == PromptStyle {
  /// A setting whose value is one of the styles of prompts.
  static func style(_ key: String) -> Setting {
    let names = PromptStyle.allCases.map(\.rawValue).joined(separator: ", ")
    return Setting(key: key, expected: "one of \(names)", accepts: { $0 == .text }) { text, _ in
      PromptStyle(rawValue: text)
    }
  }
}
