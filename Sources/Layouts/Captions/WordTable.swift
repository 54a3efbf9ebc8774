/// A table of words that is made once and looked into very often.
///
/// Swift's own dictionaries hash so that nobody can choose keys that collide. The words of a table are
/// ours, so a plainer hash will do, and a caption is read in half the time.
struct WordTable<Value: Sendable>: Sendable {
  /// A word's hash with its place, or zero: places are counted from one.
  private struct Slot: Sendable {
    var hash: UInt32 = 0
    var place: UInt32 = 0
  }

  /// The words.
  let keys: [String]
  private let values: [Value]
  /// A power of two of them, at least half of them empty.
  private let slots: [Slot]

  /// Creates a table; of equal words the last one counts.
  init(_ entries: some Sequence<(key: String, value: Value)>) {
    var keys: [String] = []
    var values: [Value] = []
    var places: [String: Int] = [:]
    for (key, value) in entries {
      if let place = places[key] {
        values[place] = value
      } else {
        places[key] = keys.count
        keys.append(key)
        values.append(value)
      }
    }
    var size = 8
    while size < 2 * keys.count { size *= 2 }
    var slots = [Slot](repeating: Slot(), count: size)
    for (place, key) in keys.enumerated() {
      let hash = Self.hash(key)
      var index = Int(hash) & (size - 1)
      while slots[index].place != 0 { index = (index + 1) & (size - 1) }
      slots[index] = Slot(hash: hash, place: UInt32(place + 1))
    }
    (self.keys, self.values, self.slots) = (keys, values, slots)
  }

  /// The value of a word.
  subscript(word: String) -> Value? {
    let hash = Self.hash(word)
    let mask = slots.count - 1
    var index = Int(hash) & mask
    while slots[index].place != 0 {
      let place = Int(slots[index].place) - 1
      if slots[index].hash == hash, keys[place] == word { return values[place] }
      index = (index + 1) & mask
    }
    return nil
  }

  /// A hash of the bytes, eight at a time; the last ones may be taken twice.
  private static func hash(_ word: String) -> UInt32 {
    var word = word
    let hash = word.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      var hash = UInt64(bytes.count)
      if bytes.count > 8 {
        for place in stride(from: 0, to: bytes.count - 8, by: 8) {
          hash = mix(hash, bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        }
        return mix(hash, bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
      }
      if bytes.count >= 4 {
        let low = bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
        let high = bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
        return mix(hash, UInt64(high) << 32 | UInt64(low))
      }
      for byte in bytes { hash = hash << 8 | UInt64(byte) }
      return mix(0, hash)
    }
    return UInt32(truncatingIfNeeded: hash)
  }

  private static func mix(_ hash: UInt64, _ chunk: UInt64) -> UInt64 {
    // The multiplier of Knuth's multiplicative hashing in 64 bits: 2⁶⁴ by the golden ratio.
    let product = (hash ^ chunk) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }
}

extension WordTable: ExpressibleByDictionaryLiteral {
  /// Creates a table; of equal words the last one counts.
  init(dictionaryLiteral elements: (String, Value)...) {
    self.init(elements.map { (key: $0, value: $1) })
  }
}

extension WordTable: Sequence {
  /// The words with their values, in the order in which they came.
  func makeIterator() -> AnyIterator<(key: String, value: Value)> {
    var places = keys.indices.makeIterator()
    return AnyIterator { places.next().map { (keys[$0], values[$0]) } }
  }
}

/// A list of words that is made once and looked into very often.
struct WordSet: Sendable, Sequence, ExpressibleByArrayLiteral {
  private let table: WordTable<Bool>

  /// Creates a list.
  init(_ words: some Sequence<String>) {
    table = WordTable(words.map { (key: $0, value: true) })
  }

  /// Creates a list.
  init(arrayLiteral words: String...) {
    self.init(words)
  }

  /// Whether a word is in the list.
  func contains(_ word: String) -> Bool { table[word] != nil }

  /// The words of both lists.
  func union(_ other: some Sequence<String>) -> WordSet { WordSet(table.keys + Array(other)) }

  /// The words that are not in another list.
  func subtracting(_ other: WordSet) -> WordSet {
    WordSet(table.keys.filter { !other.contains($0) })
  }

  /// The words in the order in which they came.
  func makeIterator() -> IndexingIterator<[String]> { table.keys.makeIterator() }
}
