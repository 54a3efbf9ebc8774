import Testing

@testable import Layouts

@Suite struct ByteBlockTests {
  private func marks(_ isMarked: (Int) -> Bool) -> UInt64 {
    (0..<ByteBlock.size).reduce(0) { $0 | (isMarked($1) ? 0x80 << UInt64(8 * $1) : 0) }
  }

  @Test func findsBytesWhereTheyStand() {
    var generator = SystemRandomNumberGenerator()
    for round in 0..<2000 {
      // Few different bytes, neighbours in value among them, so that many are equal.
      let choices: [UInt8] = round % 2 == 0 ? [0x28, 0x29, 0x00, 0x80, 0xA8] : Array(0...255)
      let bytes = (0..<9).map { _ in choices.randomElement(using: &generator) ?? 0 }
      let word = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let next = bytes.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let block = ByteBlock(word)
      let (wanted, follower) = (bytes[3], bytes[4])
      #expect(block.places(of: wanted) == marks { bytes[$0] == wanted }, "\(bytes)")
      #expect(
        block.places(of: wanted, before: follower, in: ByteBlock(next))
          == marks { bytes[$0] == wanted && bytes[$0 + 1] == follower }, "\(bytes)")
      #expect(block.placesBeyondASCII == marks { bytes[$0] >= 0x80 })
      #expect(block.placesOfContinuations == marks { bytes[$0] & 0xC0 == 0x80 })
      let letters = marks { bytes[$0].isLetter }
      #expect(block.placesOfLetters & letters == letters)
    }
  }

  /// What is passed over in blocks is found wherever in a block it begins.
  @Test(arguments: 0..<17)
  func findsWhatBeginsAnywhere(offset: Int) throws {
    let filler = String(repeating: "x", count: offset)
    for label in [
      "Background prompt: a", "Negative prompt: a", "Objects: ", "**negative prompt**: a",
      "\nhintergrund: a", "\nHintergrund: a", "\nФон: a", "\nФОН: a", "\n배경: a", "\n背景：a",
    ] {
      let source = SourceText(filler + " " + label)
      let hits = source.labels(in: 0..<source.bytes.count)
      #expect(hits.count == 1, "\(offset) \(label)")
    }
    let source = SourceText("\(filler) Canvas: 640x480, boxes are [x_min, y_min, x_max, y_max]")
    #expect(StatedCanvas(in: source)?.canvas == Canvas(width: 640, height: 480))
    #expect(DeclaredFrame.stated(in: source)?.frame.order == .xyxy)
    #expect(source.contains("boxes", in: 0..<source.bytes.count))
    #expect(!source.contains("boxes", in: 0..<offset + 18))
    let thought = SourceText(answer: "x\(filler)</think> a")
    #expect(thought.reasoning == 0..<offset + 9)
  }
}
