import Layouts
import Models

/// The tokens of the model that layouts are painted with, for the rules about prompts.
struct ModelTokens: PromptTokens {
  private let tokenizer: CLIPTokenizer
  let limit: Int

  /// Reads the tokenizer of a model.
  ///
  /// - Parameter folder: the model in the diffusers folder layout; nil for none.
  /// - Returns: its tokens, or nil without a model.
  /// - Throws: a `Failure` naming the folder and what is wrong in it.
  static func find(_ folder: String?) throws -> ModelTokens? {
    guard let folder else { return nil }
    do {
      return try ModelTokens(Checkpoints.find(folder))
    } catch {
      throw Failure(.usage, "--model: \(error)")
    }
  }

  private init(_ checkpoint: CheckpointFolder) throws {
    tokenizer = try checkpoint.tokenizer()
    limit = try checkpoint.maximumTokens()
  }

  func tokenCount(of text: String) -> Int { tokenizer.tokens(of: text).count + 2 }

  func positions(of phrase: String, in prompt: String) -> [Range<Int>] {
    tokenizer.positions(of: phrase, in: tokenizer.encode(prompt, length: max(limit, 2)))
  }
}
