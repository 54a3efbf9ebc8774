import Foundation
import Layouts
import Planning

/// A caption from the command line, or from standard input where it is `-`.
struct CaptionSource: Sendable {
  /// The caption.
  let caption: Caption
  /// How findings name it.
  let name: String

  /// Reads a caption.
  init(_ argument: String) throws {
    guard argument == "-" else {
      caption = Caption(argument)
      name = "caption"
      return
    }
    let input = try InputText(argument)
    let lines = input.text.trimmingCharacters(in: .whitespacesAndNewlines)
    caption = Caption(lines)
    name = input.name
  }
}

extension Planner {
  /// Plans a picture, says what was noticed, and refuses where the planner does.
  ///
  /// - Throws: `QuietEnd` with the status `findings` after saying why there is no layout.
  func layout(
    for request: PlanRequest, named name: String, console: Console
  ) async throws -> Layout {
    let plan = try await plan(request)
    console.say(plan.findings, in: request.caption.text, named: name)
    return try plan.acceptedLayout()
  }
}

extension Plan {
  /// The layout, unless the planner refused.
  ///
  /// - Throws: `QuietEnd` with the status `findings`.
  func acceptedLayout() throws -> Layout {
    let isRefused = findings.contains { $0.severity == .error }
    guard let layout, !isRefused else { throw QuietEnd(status: .findings) }
    return layout
  }
}
