import Foundation

/// Which exemplars a prompt shows, and in what order.
public struct ExemplarChoice: Hashable, Sendable {
  /// How they are chosen.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// The first ones, in their order.
    case fixed
    /// Some at random, by a seed.
    case random
    /// Those whose captions are most like the caption, the most similar one last.
    ///
    /// The order is that of LayoutGPT's `run_layoutgpt_2d.py`, which puts each next one in front.
    case similar
  }

  /// How they are chosen.
  public var method: Method
  /// How many there may be; all when nil.
  public var limit: Int?
  /// How many tokens they may take together; any when nil.
  public var tokenBudget: Int?
  /// The seed of a random choice.
  public var seed: UInt64

  /// Creates a choice.
  public init(
    _ method: Method = .fixed, limit: Int? = nil, tokenBudget: Int? = nil, seed: UInt64 = 0
  ) {
    self.method = method
    self.limit = limit
    self.tokenBudget = tokenBudget
    self.seed = seed
  }

  /// The places of the chosen exemplars, in the order in which they are shown.
  ///
  /// - Parameters:
  ///   - captions: the captions of all exemplars.
  ///   - caption: what is asked.
  ///   - cost: the tokens of an exemplar with its answer.
  /// - Returns: the places; what goes over the budget is left out, the least wanted first.
  func places(
    of captions: [String], for caption: String, cost: (Int) -> Int
  ) -> [Int] {
    var wanted: [Int]
    switch method {
    case .fixed: wanted = Array(captions.indices)
    case .random:
      var random = SplitMix(seed: seed)
      wanted = captions.indices.shuffled(using: &random)
    case .similar:
      let scores = SimilarCaptions(captions).scores(of: caption)
      wanted = captions.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    }
    wanted = Array(wanted.prefix(limit ?? wanted.count))
    if let tokenBudget {
      var spent = 0
      wanted = Array(
        wanted.prefix {
          spent += cost($0)
          return spent <= tokenBudget
        })
    }
    return method == .similar ? wanted.reversed() : wanted
  }
}

/// The likeness of captions by Okapi BM25 (Robertson and Zaragoza 2009, equation 3.15).
struct SimilarCaptions {
  /// How soon more of the same word stops counting, as usually set.
  private static let saturation = 1.2
  /// How much long captions are held back, as usually set.
  private static let lengthWeight = 0.75

  private let counts: [[String: Int]]
  private let lengths: [Double]
  private let rarity: [String: Double]

  init(_ captions: [String]) {
    let words = captions.map(Self.words)
    counts = words.map { Dictionary($0.map { ($0, 1) }, uniquingKeysWith: +) }
    lengths = words.map { Double($0.count) }
    var frequency: [String: Int] = [:]
    for count in counts { for word in count.keys { frequency[word, default: 0] += 1 } }
    let total = Double(captions.count)
    rarity = frequency.mapValues { log(1 + (total - Double($0) + 0.5) / (Double($0) + 0.5)) }
  }

  /// How alike each caption is to a query.
  func scores(of query: String) -> [Double] {
    let wanted = Set(Self.words(query))
    let mean = max(1, lengths.reduce(0, +) / Double(max(lengths.count, 1)))
    return counts.indices.map { index in
      wanted.sorted().reduce(0) { score, word in
        let count = Double(counts[index][word] ?? 0)
        let length = 1 - Self.lengthWeight + Self.lengthWeight * lengths[index] / mean
        return score + (rarity[word] ?? 0) * count * (Self.saturation + 1)
          / (count + Self.saturation * length)
      }
    }
  }

  /// The words of a caption; of scripts without blanks between words, each character.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text.lowercased() {
      let isIdeograph =
        character.unicodeScalars.first.map { (0x3041...0x9FFF).contains($0.value) } ?? false
      if isIdeograph || !(character.isLetter || character.isNumber) {
        if !word.isEmpty { words.append(word) }
        word = ""
        if isIdeograph { words.append(String(character)) }
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
