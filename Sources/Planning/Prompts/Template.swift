import Foundation
import Mustache

/// One Mustache template, with its variables checked when it is read.
struct Template: Sendable {
  private let template: MustacheTemplate

  /// Reads a template file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - variables: the variables that will be filled in.
  ///   - required: those of them that it must use.
  /// - Throws: `TemplateFailure` naming the file and what is wrong with it.
  init(
    file: URL, variables: Set<String>, required: Set<String> = []
  ) throws(TemplateFailure) {
    let text = try TemplateStore.text(of: file)
    let used = Self.variables(in: text)
    for name in used where !variables.contains(name) {
      throw .unknownVariable(name, file: file.path, known: variables.sorted())
    }
    for name in required.sorted() where !used.contains(name) {
      throw .missingVariable(name, file: file.path)
    }
    do {
      // Plain text: a caption's quotes and braces must reach the model as they are.
      template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
    } catch {
      throw .malformedTemplate(file.path, reason: "\(error)")
    }
  }

  /// Fills the template in; the end of the file adds no line.
  func render(_ values: [String: any Sendable]) -> String {
    var text = template.render(values)
    while text.last?.isNewline == true { text.removeLast() }
    return text
  }

  /// The names that the tags of a template use, in their order.
  private static func variables(in text: String) -> [String] {
    text.matches(of: /\{\{\{?\s*[#^&\/]?\s*([A-Za-z_][\w.]*)/).map { String($0.output.1) }
  }
}
