import Foundation
import Layouts

/// How a style's prompts are put together and sampled: its `settings.json`.
struct PromptSettings: Sendable {
  /// The notation of the answers, with the frame that the template asks for instead of a guess.
  var notation: any Notation
  /// What stands between a question and its answer in the text form.
  var joint: String
  /// The texts that end an answer.
  var stop: [String]
  /// The longest answer in tokens.
  var maxTokens: Int
  /// The sampling temperature.
  var temperature: Double

  /// Reads a settings file.
  init(file: URL) throws(TemplateFailure) {
    let json = try Self.object(of: file)
    func malformed(_ key: String, _ expected: String) -> TemplateFailure {
      .malformedSetting(key, file: file.path, expected: expected)
    }
    var options = FileNotationOptions()
    if let frame = json["frame"] {
      guard let declared = frame.string.flatMap(DeclaredFrame.init(name:)) else {
        throw malformed("frame", DeclaredFrame.expectation)
      }
      options.frame = declared
    }
    guard case .string(let name) = json["notation"],
      Notations.all.contains(where: { $0.name == name }),
      let notation = Notations.named(name, options: options)
    else {
      throw malformed("notation", "one of \(Notations.all.map(\.name).joined(separator: ", "))")
    }
    guard case .string(let joint) = json["joint"] else { throw malformed("joint", "a text") }
    guard case .integer(let maxTokens) = json["max_tokens"], maxTokens > 0 else {
      throw malformed("max_tokens", "a positive whole number")
    }
    guard case .array(let stop) = json["stop"] else { throw malformed("stop", "a list of texts") }
    self.notation = notation
    self.joint = joint
    self.maxTokens = maxTokens
    self.stop = []
    for text in stop {
      guard case .string(let text) = text else { throw malformed("stop", "a list of texts") }
      self.stop.append(text)
    }
    switch json["temperature"] {
    case .integer(let number): temperature = Double(number)
    case .number(let number): temperature = number
    default: throw malformed("temperature", "a number")
    }
  }

  private static func object(of file: URL) throws(TemplateFailure) -> JSONObject {
    let text = try TemplateStore.text(of: file)
    do throws(ParseFailure) {
      guard case .object(let object) = try JSONReader.read(text).root.value else {
        throw ParseFailure(notation: "json", message: "an object was expected")
      }
      return object
    } catch {
      throw .unreadableFile(file.path, reason: "\(error)")
    }
  }
}
