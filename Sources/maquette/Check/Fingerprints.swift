import Foundation
import Layouts

/// Names findings across runs: the name stays when lines move, objects are renumbered or shifted.
///
/// It is made of the file, the rule, the message without its numbers, and the caption; equal ones are
/// counted. So a finding keeps its name while its layout is edited elsewhere, and a row of JSON-lines
/// keeps its findings' names wherever it moves.
struct Fingerprints {
  /// How many different ones are counted, which bounds the memory; beyond, equal ones are named alike.
  private static let limit = 1 << 20

  /// The file of the last layout with its hash, for rows share one.
  private var file: (name: String, hash: FowlerNollVo)?
  /// How often each was given.
  private var seen: [UInt64: UInt32] = [:]

  /// The file of a layout as seen from the working folder, however it was named.
  static func place(of layout: CheckedLayout) -> String {
    layout.file.path(below: .currentDirectory())
  }

  /// Names the findings of a layout.
  mutating func name(_ reported: inout [CheckedLayout.Reported], in layout: CheckedLayout) {
    guard !reported.isEmpty else { return }
    if file?.name != layout.file {
      var hash = FowlerNollVo()
      hash.combine(Self.place(of: layout))
      file = (layout.file, hash)
    }
    var start = file?.hash ?? FowlerNollVo()
    start.combine(layout.picture ?? "")
    start.combine(layout.parsed?.layout.caption ?? "")
    for index in reported.indices {
      var hash = start
      hash.combine(reported[index].finding.code)
      hash.combine(withoutNumbers: reported[index].finding.message)
      let number = seen[hash.value, default: 0]
      if number > 0 || seen.count < Self.limit { seen[hash.value] = number + 1 }
      if number > 0 { hash.combine(String(number)) }
      reported[index].fingerprint = hash.text
    }
  }
}

/// The hash FNV-1a in 64 bits (Fowler, Noll, Vo): the same on every machine, unlike Swift's own.
struct FowlerNollVo {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Feeds a text and its end.
  mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
    combine(0xFF)
  }

  /// Feeds a text in which each number counts as the same one.
  mutating func combine(withoutNumbers text: String) {
    var isInNumber = false
    for byte in text.utf8 {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      let goesOn = isInNumber && byte == UInt8(ascii: ".")
      if isDigit, !isInNumber { combine(UInt8(ascii: "#")) }
      if !isDigit, !goesOn, byte != UInt8(ascii: "-") { combine(byte) }
      isInNumber = isDigit || goesOn
    }
    combine(0xFF)
  }

  private mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
