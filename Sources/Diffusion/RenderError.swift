/// Why a layout can't be painted as asked.
public enum RenderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A side of the picture is not a multiple of the model's latent cell.
  case indivisibleSize(width: Int, height: Int, cell: Int)
  /// The picture would be too large to hold.
  case tooLarge(width: Int, height: Int, limit: Int)
  /// The initial latents don't have the shape that the picture needs.
  case misshapenLatents(found: [Int], expected: [Int])
  /// The initial latents hold a number that is not finite.
  case unusableLatents
  /// An object has nothing to be painted from.
  case namelessObject(index: Int)
  /// A phrase has no tokens among those that the model reads.
  case unboundPhrase(phrase: String, object: Int, length: Int)
  /// There is neither a caption nor a background nor an object.
  case nothingToPaint
  /// The model gave a number that is not finite.
  case diverged
  /// A mask has another size than its picture.
  case misfittingMask(mask: [Int], picture: [Int])
  /// A picture that is to be repainted has another size than was asked for.
  case misfittingPicture(picture: [Int], wanted: [Int])
  /// The folder for objects painted by themselves can't be made.
  case unusableObjectStore(folder: String, reason: String)
  /// The repository's own model was not found.
  case noDefaultModel(searched: [String])
  /// No detector was named, and the one that comes along is nowhere.
  case noDefaultDetector(searched: [String])

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .indivisibleSize(let width, let height, let cell):
      "picture size \(width)x\(height): both sides must be multiples of \(cell) for this model"
    case .tooLarge(let width, let height, let limit):
      "picture size \(width)x\(height): a side may have at most \(limit) pixels"
    case .misshapenLatents(let found, let expected):
      "the latents have shape \(found), this model and picture size need \(expected)"
    case .unusableLatents: "the latents hold a number that is not finite"
    case .namelessObject(let index):
      "objects[\(index)] has neither a name nor a description to paint it from"
    case .unboundPhrase(let phrase, let object, let length):
      "objects[\(object)]: \"\(phrase)\" has no place among the \(length) tokens of the prompt that the model reads; shorten the caption or the other names"
    case .nothingToPaint: "the layout has neither a caption nor a background nor an object"
    case .unusableObjectStore(let folder, let reason):
      "\(folder): can't keep objects there: \(reason)"
    case .diverged:
      "the model gave numbers that are not finite: its weights or its configuration may be damaged"
    case .misfittingMask(let mask, let picture):
      "the mask has \(mask[0])x\(mask[1]) pixels, the picture \(picture[0])x\(picture[1]): expected the same size"
    case .misfittingPicture(let picture, let wanted):
      "the picture to be repainted has \(picture[0])x\(picture[1]) pixels, not \(wanted[0])x\(wanted[1])"
    case .noDefaultModel(let searched):
      "no model: pass --model DIR; the default one is in none of \(searched.joined(separator: ", "))"
    case .noDefaultDetector(let searched):
      "no detector: name its folder; the one that comes along is in none of "
        + searched.joined(separator: ", ")
    }
  }
}
