extension Layout {
  /// The prompt that LMD composes of a layout: "background with name, name" (`utils/parse.py`).
  package var composedPrompt: String {
    let names = objects.map(\.name).joined(separator: ", ")
    if names.isEmpty { return background }
    return background.isEmpty ? names : "\(background) with \(names)"
  }
}
