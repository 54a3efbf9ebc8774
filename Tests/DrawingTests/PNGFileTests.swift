import Drawing
import Foundation
import Testing

@Suite struct PNGFileTests {
  private func picture(_ format: Image.Format, width: Int = 13, height: Int = 7) -> Image {
    var generator = SplitMix(seed: 11)
    return Image(
      width: width, height: height, format: format,
      pixels: (0..<width * height * format.channels).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      })
  }

  private let texts = [
    PNGFile.Text(keyword: "layout", text: #"{"caption": "눈 속의 펭귄 🐧\n\"둘\""}"#),
    PNGFile.Text(keyword: "parameters", text: ""),
    PNGFile.Text(keyword: "maquette", text: String(repeating: "seed: 7\n", count: 5000)),
  ]

  @Test(arguments: Image.Format.allCases)
  func everyKindAndItsTextsComeBack(format: Image.Format) throws {
    let file = PNGFile(image: picture(format), texts: texts)
    let data = try file.encoded()
    #expect(try PNGFile(data: data, name: "a.png") == file)
    #expect(try file.encoded() == data, "the same bytes again")
    #expect(file["layout"] == texts[0].text && file["nothing"] == nil)
  }

  @Test func textsStandAheadOfThePixels() throws {
    let data = try PNGFile(image: picture(.rgb), texts: texts).encoded()
    let text = try #require(data.range(of: Data("iTXtlayout\0\0\0\0\0".utf8)))
    let pixels = try #require(data.range(of: Data("IDAT".utf8)))
    #expect(text.lowerBound < pixels.lowerBound)
  }

  @Test(arguments: [1, 2, 4, 8, 16], [false, true])
  func greyOfAnyDepth(depth: Int, interlaced: Bool) throws {
    let largest = 1 << depth - 1
    func sample(_ x: Int, _ y: Int) -> Int { (x * 7 + y * 1311) % (largest + 1) }
    let builder = PNGBuilder(
      width: 19, height: 11, depth: depth, type: 0, interlaced: interlaced
    ) { x, y, _ in sample(x, y) }
    let image = try PNGFile(data: builder.data, name: "grey.png").image
    #expect(image.format == .grey)
    for y in 0..<11 {
      for x in 0..<19 {
        let exact = Double(sample(x, y)) * 255 / Double(largest)
        #expect(Double(image.pixels[y * 19 + x]) == exact.rounded())
      }
    }
  }

  @Test func palettesTransparencyAndGreyWithOpacity() throws {
    let palette: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255]
    let plain = PNGBuilder(width: 3, height: 1, depth: 2, type: 3, before: [("PLTE", palette)]) {
      x, _, _ in x
    }
    let image = try PNGFile(data: plain.data, name: "p").image
    #expect(image.format == .rgb && image.pixels == palette)
    let clear = PNGBuilder(
      width: 3, height: 1, depth: 2, type: 3, before: [("PLTE", palette), ("tRNS", [0, 128])]
    ) { x, _, _ in x }
    #expect(
      try PNGFile(data: clear.data, name: "p").image.pixels
        == [255, 0, 0, 0, 0, 255, 0, 128, 0, 0, 255, 255])
    let opacity = PNGBuilder(width: 2, height: 1, depth: 8, type: 4) { x, _, channel in
      x * 10 + channel
    }
    #expect(
      try PNGFile(data: opacity.data, name: "p").image.pixels == [0, 0, 0, 1, 10, 10, 10, 11])
    let deep = PNGBuilder(width: 1, height: 1, depth: 16, type: 6) { _, _, channel in
      channel * 257
    }
    #expect(try PNGFile(data: deep.data, name: "p").image.pixels == [0, 1, 2, 3])
  }

  @Test func olderTextKindsAreRead() throws {
    let latin = Array("Comment\0caf".utf8) + [0xE9]
    let packed = Array("Title\0\0".utf8) + PNGBuilder.stored(Array("zipped".utf8))
    let unicode =
      Array("layout\0".utf8) + [1, 0] + Array("ko\0제목\0".utf8)
      + PNGBuilder.stored(Array("눈 사람".utf8))
    let builder = PNGBuilder(
      width: 1, height: 1, depth: 8, type: 0,
      before: [("tEXt", latin), ("zTXt", packed), ("iTXt", unicode)]
    ) { _, _, _ in 9 }
    let file = try PNGFile(data: builder.data, name: "t")
    #expect(file.texts.map(\.keyword) == ["Comment", "Title", "layout"])
    #expect(file.texts.map(\.text) == ["café", "zipped", "눈 사람"])
  }

  @Test(arguments: ["", " key", "key ", "a  b", "schlüssel", String(repeating: "k", count: 80)])
  func keywordsThatTheFormatCannotHoldAreRefused(keyword: String) {
    let file = PNGFile(image: picture(.grey), texts: [.init(keyword: keyword, text: "x")])
    #expect(throws: DrawingError.self) { try file.encoded() }
  }

  @Test func textWithNULIsRefused() {
    let file = PNGFile(image: picture(.grey), texts: [.init(keyword: "key", text: "a\0b")])
    #expect(throws: DrawingError.self) { try file.encoded() }
  }

  @Test func absurdSizesAreRefusedByName() throws {
    var builder = PNGBuilder(width: 1, height: 1, depth: 8, type: 0) { _, _, _ in 0 }
    builder.chunks[0].body.replaceSubrange(0..<8, with: PNGBuilder.big(40000) + PNGBuilder.big(2))
    #expect(throws: DrawingError.tooLarge(file: "big.png", width: 40000, height: 2)) {
      try PNGFile(data: builder.data, name: "big.png")
    }
    builder.chunks[0].body.replaceSubrange(
      0..<8, with: PNGBuilder.big(20000) + PNGBuilder.big(20000))
    #expect(throws: DrawingError.tooLarge(file: "big.png", width: 20000, height: 20000)) {
      try PNGFile(data: builder.data, name: "big.png")
    }
  }

  /// Nobody clears gigabytes for a chunk that is not there.
  @Test(arguments: ["tEXt", "PLTE", "IDAT", "zzzz"]) func chunksLongerThanTheFile(kind: String) {
    var builder = PNGBuilder(width: 2, height: 2, depth: 8, type: 0) { x, y, _ in x + y }
    builder.chunks.insert((kind, Array("key\0text".utf8)), at: 1)
    var bytes = [UInt8](builder.data)
    // The length stands behind signature (8) and header (25), and claims 2 GiB.
    bytes.replaceSubrange(33..<37, with: [0x7F, 0xFF, 0xFF, 0xFF])
    #expect {
      try PNGFile(data: Data(bytes), name: "a.png")
    } throws: { error in
      "\(error)".contains("its chunk \(kind) says that it has 2147483647 bytes, and ")
    }
  }

  @Test func everyTruncationIsOneSentence() throws {
    let data = try PNGFile(image: picture(.rgb), texts: [texts[0]]).encoded()
    for count in 0..<data.count {
      let error = #expect(throws: DrawingError.self, "\(count) of \(data.count) bytes") {
        try PNGFile(data: data.prefix(count), name: "cut.png")
      }
      let sentence = error?.description ?? ""
      #expect(sentence.hasPrefix("cut.png is not a readable PNG: ") && !sentence.contains("\n"))
    }
  }

  @Test func everyFlippedByteIsNoticed() throws {
    let data = try PNGFile(image: picture(.rgba), texts: [texts[0]]).encoded()
    var generator = SplitMix(seed: 5)
    for place in data.indices {
      var damaged = data
      damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
      #expect(throws: DrawingError.self, "byte \(place)") {
        try PNGFile(data: damaged, name: "flip.png")
      }
    }
  }

  /// Damage behind correct check sums reaches the decoder itself: it may be a picture or an error.
  @Test func damagedChunksNeverCrash() {
    var generator = SplitMix(seed: 23)
    for round in 0..<4000 {
      let type = [0, 2, 3, 4, 6][round % 5]
      let depth = type == 3 ? 4 : 8
      var builder = PNGBuilder(
        width: 9, height: 9, depth: depth, type: type, interlaced: round % 2 == 0,
        before: [
          ("PLTE", [UInt8](repeating: 3, count: 48)), ("tRNS", [1, 2]),
          ("iTXt", Array("k\0\0\0\0\0v".utf8)), ("zTXt", [65, 0, 0] + PNGBuilder.stored([1, 2])),
        ].filter { type == 3 || $0.0 != "PLTE" && $0.0 != "tRNS" }
      ) { x, y, _ in (x + y) % 16 }
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let chunk = Int.random(in: builder.chunks.indices, using: &generator)
        guard let place = builder.chunks[chunk].body.indices.randomElement(using: &generator) else {
          builder.chunks.swapAt(chunk, Int.random(in: builder.chunks.indices, using: &generator))
          continue
        }
        // Sides above 255 would only make the run slow.
        if chunk == 0 && place < 8 && place % 4 != 3 { continue }
        builder.chunks[chunk].body[place] = UInt8.random(in: 0...255, using: &generator)
      }
      do {
        let image = try PNGFile(data: builder.data, name: "fuzz.png").image
        #expect(image.pixels.count == image.width * image.height * image.format.channels)
      } catch {
        #expect("\(error)".hasPrefix("fuzz.png "))
      }
    }
  }

  @Test(arguments: [false, true]) func numbersOfSixteenBitsAreKept(interlaced: Bool) throws {
    func level(_ x: Int, _ y: Int) -> Int { (y * 7 + x) * 1999 % 65536 }
    let builder = PNGBuilder(
      width: 7, height: 5, depth: 16, type: 0, interlaced: interlaced
    ) { x, y, _ in level(x, y) }
    let grey = try #require(try GreyLevels(png: builder.data, name: "grey.png"))
    #expect(grey.width == 7 && grey.height == 5)
    #expect(grey.levels == (0..<35).map { UInt16(level($0 % 7, $0 / 7)) })
    for (depth, type) in [(8, 0), (16, 4), (16, 2), (8, 6)] {
      let other = PNGBuilder(width: 3, height: 2, depth: depth, type: type) { x, _, _ in x }
      #expect(try GreyLevels(png: other.data, name: "other.png") == nil)
    }
    #expect(throws: DrawingError.self) {
      try GreyLevels(png: builder.data.dropLast(30), name: "cut.png")
    }
  }

  @Test func filesAreNamedInErrors() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "maquette-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "그림.png")
    #expect(
      throws: DrawingError.unreadable(file: file.path, reason: "no such file or directory")
    ) { try PNGFile(contentsOf: file) }
    #expect(throws: DrawingError.unreadable(file: folder.path, reason: "is a directory")) {
      try PNGFile(contentsOf: folder)
    }
    let content = PNGFile(image: picture(.rgb), texts: texts)
    try content.write(to: file)
    #expect(try PNGFile(contentsOf: file) == content)
    try Data("not a picture".utf8).write(to: file)
    let error = #expect(throws: DrawingError.self) { try PNGFile(contentsOf: file) }
    #expect(
      error?.description
        == "\(file.path) is not a readable PNG: it does not start with the PNG signature")
  }

  @Test func levelsRoundHalvesToEvenAndClamp() {
    let image = Image(
      width: 6, height: 1, format: .grey, levels: [-1, 0.5 / 255, 1.5 / 255, 2, .nan, .infinity])
    #expect(image.pixels == [0, 0, 2, 255, 0, 255])
  }
}
