/// The elements of an array with their key paths, each made when it is asked for.
///
/// A long array keeps only the places of its elements: a field has its element in full.
struct JSONElements: RandomAccessCollection {
  private let nodes: [JSONNode]
  private let path: JSONPath
  private let isArray: Bool

  /// The elements of an array.
  init(_ nodes: [JSONNode] = [], of path: JSONPath = JSONPath()) {
    self.nodes = nodes
    self.path = path
    isArray = true
  }

  /// A value that stands in no array.
  init(only field: JSONField) {
    nodes = [field.node]
    path = field.path
    isArray = false
  }

  var startIndex: Int { nodes.startIndex }
  var endIndex: Int { nodes.endIndex }

  subscript(index: Int) -> JSONField {
    JSONField(node: nodes[index].inFull, path: path(of: index))
  }

  /// An element as it is kept, for lists of many.
  func unread(at index: Int) -> JSONField {
    JSONField(node: nodes[index], path: path(of: index))
  }

  private func path(of index: Int) -> JSONPath {
    isArray ? path.appending(index: index) : path
  }
}
