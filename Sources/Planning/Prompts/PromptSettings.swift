import Foundation
import Layouts

/// How a style's prompts are put together and sampled: its `settings.json`.
struct PromptSettings: Sendable {
  /// The notation of the answers.
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
    let text = try TemplateStore.text(of: file)
    let json: JSONObject
    do throws(ParseFailure) {
      guard case .object(let object) = try JSONReader.read(text).root.value else {
        throw ParseFailure(notation: "json", message: "an object was expected")
      }
      json = object
    } catch {
      throw .unreadableFile(file.path, reason: "\(error)")
    }
    guard case .string(let name) = json["notation"],
      let notation = Notations.all.first(where: { $0.name == name })
    else {
      let names = Notations.all.map(\.name).joined(separator: ", ")
      throw .malformedSetting("notation", file: file.path, expected: "one of \(names)")
    }
    self.notation = notation
    guard case .string(let joint) = json["joint"] else {
      throw .malformedSetting("joint", file: file.path, expected: "a text")
    }
    guard case .integer(let maxTokens) = json["max_tokens"], maxTokens > 0 else {
      throw .malformedSetting("max_tokens", file: file.path, expected: "a positive whole number")
    }
    guard case .array(let stop) = json["stop"] else {
      throw .malformedSetting("stop", file: file.path, expected: "a list of texts")
    }
    self.joint = joint
    self.maxTokens = maxTokens
    self.stop = []
    for text in stop {
      guard case .string(let text) = text else {
        throw .malformedSetting("stop", file: file.path, expected: "a list of texts")
      }
      self.stop.append(text)
    }
    temperature =
      switch json["temperature"] {
      case .integer(let number): Double(number)
      case .number(let number): number
      default:
        throw .malformedSetting("temperature", file: file.path, expected: "a number")
      }
  }
}
