/// What an element of a preview stands for: an object, or something drawn around the objects.
///
/// A preview says it twice, in `data-maquette-role` and, for all but objects, as a class: drawing
/// programs that turn a shape into a path drop the former and keep the latter.
enum PreviewRole: String, CaseIterable {
  /// The white behind everything.
  case page
  /// The picture's own rectangle.
  case canvas
  /// An object of the layout.
  case object
  /// What fades the surroundings of the canvas.
  case mat
  /// An object's name, its plate, its leader or the ring around something tiny.
  case label
  /// The words below the picture.
  case strip
  /// What the drawing of two layouts shows and that of one doesn't.
  case difference

  private static let classPrefix = "maquette-"

  /// The attributes that give an element this role.
  var attributes: [(String, String?)] {
    let role: [(String, String?)] = [("data-maquette-role", rawValue)]
    return self == .object ? role : role + [("class", Self.classPrefix + rawValue)]
  }
}

extension XMLElement {
  /// The role that the element has in a preview, or nil where it has none of its own.
  ///
  /// One that is not known, from a preview still to be invented, is something beside the objects.
  var previewRole: PreviewRole? {
    if let name = self["data-maquette-role"] { return PreviewRole(rawValue: name) ?? .strip }
    guard let classes = self["class"] else { return nil }
    return PreviewRole.named(in: classes)
  }
}

extension PreviewRole {
  /// The role that a list of classes names.
  fileprivate static func named(in classes: String) -> PreviewRole? {
    classes.split(whereSeparator: \.isWhitespace).lazy
      .filter { $0.hasPrefix(classPrefix) }
      .compactMap { PreviewRole(rawValue: String($0.dropFirst(classPrefix.count))) }
      .first { $0 != .object }
  }
}
