/// The way from the root of a document to a value, written like `objects[1].box.width`.
struct JSONPath: Sendable, CustomStringConvertible {
  private enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  private var steps: [Step] = []

  mutating func push(key: String) {
    steps.append(.key(key))
  }

  mutating func push(index: Int) {
    steps.append(.index(index))
  }

  mutating func pop() {
    steps.removeLast()
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
    if steps.isEmpty { return "the document" }
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key):
        let isPlain = !key.isEmpty && key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
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
