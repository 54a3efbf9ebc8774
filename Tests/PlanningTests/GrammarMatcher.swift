/// A small reader of GBNF that tells whether a text is one of a grammar's sentences.
///
/// It knows what our grammars use: literals, classes, groups, alternatives, `?`, `*`, `+`, `{m,n}`.
struct GrammarMatcher {
  indirect enum Node {
    case literal([Unicode.Scalar])
    case oneOf([ClosedRange<UInt32>])
    case rule(String)
    case sequence([Node])
    case choice([Node])
    case repeated(Node, Int, Int)
  }

  private var rules: [String: Node] = [:]

  init(_ grammar: String) {
    for line in grammar.split(separator: "\n") where line.contains("::=") {
      let halves = line.split(separator: "::=", maxSplits: 1)
      var reader = Reader(scalars: Array(String(halves[1]).unicodeScalars))
      rules[halves[0].trimmingPrefix(" ").split(separator: " ")[0].description] = reader.choice()
    }
  }

  /// The names of rules that are used and not defined.
  var undefined: Set<String> {
    Set(rules.values.flatMap(Self.uses)).subtracting(rules.keys)
  }

  private static func uses(_ node: Node) -> [String] {
    switch node {
    case .rule(let name): [name]
    case .sequence(let nodes), .choice(let nodes): nodes.flatMap(uses)
    case .repeated(let node, _, _): uses(node)
    case .literal, .oneOf: []
    }
  }

  func matches(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    return ends(.rule("root"), scalars, [0]).contains(scalars.count)
  }

  /// All places at which a node may end that begins at one of some places.
  private func ends(_ node: Node, _ text: [Unicode.Scalar], _ starts: Set<Int>) -> Set<Int> {
    switch node {
    case .literal(let wanted):
      return Set(
        starts.filter { text[$0...].starts(with: wanted) }.map { $0 + wanted.count })
    case .oneOf(let ranges):
      return Set(
        starts.filter { start in
          start < text.count && ranges.contains { $0.contains(text[start].value) }
        }.map { $0 + 1 })
    case .rule(let name): return rules[name].map { ends($0, text, starts) } ?? []
    case .sequence(let nodes): return nodes.reduce(starts) { ends($1, text, $0) }
    case .choice(let nodes): return nodes.reduce(into: []) { $0.formUnion(ends($1, text, starts)) }
    case .repeated(let node, let least, let most):
      var (current, found) = (starts, least == 0 ? starts : [])
      for count in 1...max(most, 1) where !current.isEmpty && most > 0 {
        current = ends(node, text, current)
        if count >= least { found.formUnion(current) }
      }
      return found
    }
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    var place = 0

    var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    mutating func choice() -> Node {
      var nodes = [sequence()]
      while next == "|" {
        place += 1
        nodes.append(sequence())
      }
      return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    mutating func sequence() -> Node {
      var nodes: [Node] = []
      while let scalar = next, scalar != "|", scalar != ")" {
        if scalar == " " {
          place += 1
        } else {
          nodes.append(repeated(atom()))
        }
      }
      return .sequence(nodes)
    }

    mutating func repeated(_ node: Node) -> Node {
      switch next {
      case "?": place += 1; return .repeated(node, 0, 1)
      case "*": place += 1; return .repeated(node, 0, 1000)
      case "+": place += 1; return .repeated(node, 1, 1000)
      case "{":
        var text = ""
        place += 1
        while let scalar = next, scalar != "}" {
          text.unicodeScalars.append(scalar)
          place += 1
        }
        place += 1
        let bounds = text.split(separator: ",").compactMap { Int($0) }
        return .repeated(node, bounds[0], bounds[1])
      default: return node
      }
    }

    mutating func atom() -> Node {
      switch next {
      case "\"":
        place += 1
        var text: [Unicode.Scalar] = []
        while let scalar = next, scalar != "\"" { text.append(character(scalar)) }
        place += 1
        return .literal(text)
      case "[":
        place += 1
        var ranges: [ClosedRange<UInt32>] = []
        while let scalar = next, scalar != "]" {
          let first = character(scalar).value
          if next == "-", place + 1 < scalars.count, scalars[place + 1] != "]" {
            place += 1
            ranges.append(first...character(scalars[place]).value)
          } else {
            ranges.append(first...first)
          }
        }
        place += 1
        return .oneOf(ranges)
      case "(":
        place += 1
        let node = choice()
        place += 1
        return node
      default:
        var name = ""
        while let scalar = next, scalar.properties.isAlphabetic || scalar == "-" {
          name.unicodeScalars.append(scalar)
          place += 1
        }
        if name.isEmpty { place += 1 }
        return .rule(name)
      }
    }

    mutating func character(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
      place += 1
      guard scalar == "\\", let escaped = next else { return scalar }
      place += 1
      return escaped == "n" ? "\n" : escaped
    }
  }
}
