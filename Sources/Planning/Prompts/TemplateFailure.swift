/// Why no prompt could be made.
public enum TemplateFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// No folder of templates was found in any of the places.
  case noTemplates(searched: [String])
  /// A file of a style is not there.
  case missingFile(String)
  /// A file can't be read.
  case unreadableFile(String, reason: String)
  /// A template is not Mustache.
  case malformedTemplate(String, reason: String)
  /// A template uses a variable that nothing fills.
  case unknownVariable(String, file: String, known: [String])
  /// A template leaves out a variable without which it asks nothing.
  case missingVariable(String, file: String)
  /// A setting is absent or has the wrong type.
  case malformedSetting(String, file: String, expected: String)
  /// An exemplar is no layout, or one that its notation can't hold.
  case malformedExemplar(String, reason: String)

  /// One sentence that names the file and both sides.
  public var description: String {
    switch self {
    case .noTemplates(let searched):
      "no templates found; looked in \(searched.joined(separator: ", "))"
    case .missingFile(let file): "the template file \(file) does not exist"
    case .unreadableFile(let file, let reason): "\(file) can't be read: \(reason)"
    case .malformedTemplate(let file, let reason): "\(file) is not a Mustache template: \(reason)"
    case .unknownVariable(let name, let file, let known):
      "\(file) uses the variable “\(name)”, and only \(known.joined(separator: ", ")) are known"
    case .missingVariable(let name, let file):
      "\(file) does not use the variable “\(name)”, without which it asks nothing"
    case .malformedSetting(let key, let file, let expected):
      "\(file): “\(key)” must be \(expected)"
    case .malformedExemplar(let file, let reason): "the exemplar \(file) can't be used: \(reason)"
    }
  }
}
