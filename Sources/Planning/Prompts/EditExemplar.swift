import Foundation
import Layouts

/// An edit that shows a language model what a good answer is: a layout, an instruction, the layout after it.
struct EditExemplar: Hashable, Sendable {
  /// The instruction.
  let instruction: String
  /// The layout before, as an exemplar that is printed on any canvas.
  let before: Exemplar
  /// The layout after.
  let after: Exemplar

  /// Reads an exemplar file.
  init(file: URL) throws(TemplateFailure) {
    let text = try TemplateStore.text(of: file)
    let name = file.deletingPathExtension().lastPathComponent
    do throws(ParseFailure) {
      let root = try JSONReader.read(text).root
      guard case .string(let instruction)? = root["instruction"]?.content,
        let before = root["before"]?.value, let after = root["after"]?.value
      else {
        throw ParseFailure(
          notation: "json", message: "instruction, before and after were expected")
      }
      self.instruction = instruction
      self.before = Exemplar(name: name, layout: try Self.layout(before))
      self.after = Exemplar(name: name, layout: try Self.layout(after))
    } catch {
      throw .malformedExemplar(file.path, reason: "\(error)")
    }
  }

  private static func layout(_ json: JSONValue) throws(ParseFailure) -> Layout {
    let parsed = try JSONNotation().parse(
      (try? JSONWriter.write(json)) ?? "", canvas: .standard)
    if let finding = parsed.findings.first {
      throw ParseFailure(notation: parsed.notation, message: finding.message)
    }
    return parsed.layout
  }
}

extension Exemplar {
  /// Makes an exemplar of a layout that was read elsewhere.
  fileprivate init(name: String, layout: Layout) {
    self.name = name
    self.layout = layout
  }
}
