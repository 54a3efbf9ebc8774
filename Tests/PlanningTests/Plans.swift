import Layouts
import Planning

/// Plans a caption offline.
func plan(
  _ caption: String, canvas: Canvas = .standard, style: PromptStyle = .boxes, seed: UInt64 = 0,
  isStrict: Bool = false
) -> Plan {
  OfflinePlanner().plan(
    PlanRequest(
      caption: Caption(caption), canvas: canvas, style: style, seed: seed, isStrict: isStrict))
}

extension Layout {
  /// The boxes of the objects whose names end in a noun, as a detector would find them.
  func boxes(of noun: String) -> [Box] {
    objects.compactMap { object in
      guard object.name == noun || object.name.hasSuffix(" " + noun),
        case .box(let box) = object.region
      else { return nil }
      return box
    }
  }

  /// The boxes of all objects, those of ellipses being left out.
  var boxes: [Box] {
    objects.compactMap { object in
      if case .box(let box) = object.region { box } else { nil }
    }
  }

  /// The names of two objects that overlap, if any do.
  var overlapping: (String, String)? {
    for first in objects.indices {
      for second in objects.indices where second > first {
        guard case .box(let one) = objects[first].region,
          case .box(let other) = objects[second].region, one.intersection(other) != nil
        else { continue }
        return (objects[first].name, objects[second].name)
      }
    }
    return nil
  }
}
