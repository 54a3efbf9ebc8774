/// The way from the root of a document to a value, written like `objects[1].box.width`.
///
/// A path shares its beginning with the one that it was made of, so that going a step further costs the
/// same at any depth.
struct JSONPath: Sendable, CustomStringConvertible {
  private enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  private final class Link: Sendable {
    let step: Step
    let parent: Link?

    init(_ step: Step, behind parent: Link?) {
      self.step = step
      self.parent = parent
    }
  }

  private var last: Link?

  mutating func push(key: String) {
    last = Link(.key(key), behind: last)
  }

  mutating func push(index: Int) {
    last = Link(.index(index), behind: last)
  }

  mutating func pop() {
    last = last?.parent
  }

  private var steps: [Step] {
    var steps: [Step] = []
    var link = last
    while let current = link {
      steps.append(current.step)
      link = current.parent
    }
    return steps.reversed()
  }

  func appending(key: String) -> JSONPath {
    var path = self
    path.push(key: key)
    return path
  }

  func appending(index: Int) -> JSONPath {
    var path = self
    path.push(index: index)
    return path
  }

  var description: String {
    if last == nil { return "the document" }
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key):
        let isPlain =
          !key.isEmpty
          && (key.utf8.allSatisfy(\.isLetter)
            || key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" })
        if isPlain {
          text += text.isEmpty ? key : ".\(key)"
        } else {
          text += "[\(JSONWriter.quoted(key.shortened(to: 40)))]"
        }
      }
    }
    return text
  }
}
