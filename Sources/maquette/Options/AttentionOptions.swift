import ArgumentParser
import Diffusion
import Layouts

/// What `render` can be told about the attention maps that it saves.
struct AttentionOptions: ParsableArguments {
  /// Which layers are saved.
  enum Resolution: Hashable {
    /// A quarter of the latents' sides, where attention has most meaning.
    case quarter
    /// All.
    case all
    /// Those whose maps have a size in cells.
    case size(Canvas)
  }

  @Option(
    name: .customLong("save-attention"),
    help: ArgumentHelp(
      """
      Save what each phrase attends into this folder: index.html to look at, index.json, \
      contact sheets, overlays, maps as .npy. It must be new, empty, or one of ours.
      """, valueName: "dir"))
  var folder: String?

  @Option(
    name: .customLong("attention-steps"),
    help: ArgumentHelp(
      "The steps that are saved, such as 1,5,10-20 or 1-50/5 for every fifth. (default: all)",
      valueName: "steps"),
    transform: StepSelection.init(argument:))
  var steps: StepSelection?

  @Option(
    name: .customLong("attention-resolution"),
    help: ArgumentHelp(
      "The maps that are saved: quarter (of the latents' sides, or near to 16), all, or WxH cells."
        + " (default: quarter)", valueName: "cells"),
    transform: resolution)
  var resolution: Resolution?

  @Flag(name: .customLong("attention-self"), help: "Save self-attention, too, as .npy.")
  var includesOwn = false

  @Flag(name: .customLong("attention-heads"), help: "Keep heads apart; else their mean is saved.")
  var keepsHeads = false

  /// What the painter is to look at.
  var wish: AttentionWish? {
    guard folder != nil else { return nil }
    let layers: AttentionLayers =
      switch resolution ?? .quarter {
      case .quarter: .quarter
      case .all: .every
      case .size(let size): .size(height: size.height, width: size.width)
      }
    return AttentionWish(layers: layers, includesOwn: includesOwn, keepsHeads: keepsHeads)
  }

  private static func resolution(_ text: String) throws -> Resolution {
    switch text {
    case "quarter": .quarter
    case "all": .all
    default: .size(try Canvas.argument(text))
    }
  }

  mutating func validate() throws {
    guard folder == nil else { return }
    for (flag, isGiven) in [
      ("--attention-steps", steps != nil), ("--attention-resolution", resolution != nil),
      ("--attention-self", includesOwn), ("--attention-heads", keepsHeads),
    ] where isGiven {
      throw ValidationError("\(flag): expected --save-attention with it, found none")
    }
  }
}

/// Some of the steps of a painting, counted from one.
struct StepSelection: Hashable {
  /// Every so many steps from a first to a last one.
  private struct Part: Hashable {
    var first: Int
    var last: Int
    var stride: Int
  }

  private var parts: [Part] = []

  /// Reads numbers and ranges, such as `1,5,10-20` or `1-50/5`.
  init(argument text: String) throws {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let match = part.wholeMatch(of: /\s*([0-9]+)(?:-([0-9]+)(?:\/([0-9]+))?)?\s*/),
        let first = Int(match.1), let last = match.2.map({ Int($0) }) ?? first,
        let stride = match.3.map({ Int($0) }) ?? 1, first >= 1, last >= first, stride >= 1
      else {
        throw ValidationError(
          "--attention-steps: expected numbers and ranges such as 1,5,10-20 or 1-50/5, found"
            + " '\(part)'")
      }
      parts.append(Part(first: first, last: last, stride: stride))
    }
  }

  /// Whether a step is one of them.
  func contains(_ step: Int) -> Bool {
    parts.contains {
      ($0.first...$0.last).contains(step) && (step - $0.first).isMultiple(of: $0.stride)
    }
  }

  /// The earliest of them.
  var first: Int { parts.map(\.first).min() ?? 1 }
}
