import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

/// Damaged drawings, annotations and pictures before their readers: nothing crashes, hangs or grows.
@Suite struct DrawingFuzzTests {
  /// Every reader of this room.
  static var readers: [FuzzReader] {
    let texts = [SVGNotation(), CVATNotation(), PascalVOCNotation()] as [any ExchangeNotation]
    return texts.map { FuzzReader($0, damage: MarkupDamage.apply) } + [colorMask, png]
  }

  /// Pictures in Regional Prompter's colours.
  private static let colorMask = FuzzReader(
    name: "regional-prompter-mask",
    sample: { random in
      var layout = Layout.random(.mixed, using: &random)
      layout.canvas = Canvas(width: 64, height: 48)
      for index in layout.objects.indices { layout.objects[index].region.shrink() }
      let companion = RegionalPrompterMaskNotation().print(layout).companions.first
      return companion.flatMap { try? [UInt8]($0.bytes()) } ?? []
    },
    damage: { bytes, random in pixelDamage(&bytes, &random) },
    read: { bytes in
      guard let picture = try? PNGFile(data: Data(bytes), name: "a"),
        picture.image.pixels.count < 1 << 17
      else { return .refused }
      let parsed = RegionalPrompterMaskNotation().parse(picture.image)
      let isSound = parsed.layout.objects.allSatisfy { $0.region.isFinite }
      return isSound ? .read : .wrong("a region is not finite")
    })

  /// Pictures of any kind.
  private static let png = FuzzReader(
    name: "png",
    sample: { random in
      let kinds = [(1, 0), (8, 0), (16, 0), (8, 2), (16, 2), (8, 4), (8, 6), (16, 6)]
      let (depth, type) = kinds.randomElement(using: &random) ?? (8, 2)
      let side = Int.random(in: 1...9, using: &random)
      let shift = Int.random(in: 0...250, using: &random)
      let builder = PNGBuilder(
        width: side, height: 3, depth: depth, type: type,
        interlaced: Bool.random(using: &random)
      ) { x, y, channel in (x * 7 + y * 31 + channel * 3 + shift) % (1 << depth) }
      return [UInt8](builder.data)
    },
    damage: { bytes, random in pixelDamage(&bytes, &random) },
    read: { bytes in
      guard let picture = try? PNGFile(data: Data(bytes), name: "a") else { return .refused }
      let image = picture.image
      let isSound = image.pixels.count == image.width * image.height * image.format.channels
      return isSound ? .read : .wrong("the count of samples is wrong")
    })

  /// Changes a number of a chunk, its sum included where that keeps the file readable.
  private static func pixelDamage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard bytes.count > 33 else { return }
    let place = Int.random(in: 8..<bytes.count, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1:
      bytes.replaceSubrange(16..<20, with: [0, 0, UInt8.random(in: 0...255, using: &random), 1])
    default: bytes.insert(contentsOf: Array("tEXt".utf8), at: place)
    }
    PNGBuilder.mendSums(&bytes)
  }

  /// A slip in `MAQUETTE_FUZZ_READERS` would try nothing.
  @Test func wantedReadersAreKnown() {
    let known = Set(
      Notations.all.map(\.name) + Notations.files.map(\.name) + Self.readers.map(\.name)
        + ["auto", "safetensors", "npy"])
    let unknown = (Fuzzing.wanted ?? []).filter { !known.contains($0) }
    #expect(unknown == [], "known are \(known.sorted())")
  }

  @Test(arguments: Fuzzing.chosen(readers.map(\.name)))
  func damagedFiles(name: String) throws {
    let reader = try #require(Self.readers.first { $0.name == name })
    var fuzzing = Fuzzing(reader)
    fuzzing.run(seconds: Fuzzing.seconds)
    #expect(fuzzing.complaints == [])
    #expect(fuzzing.readCount > 0 && fuzzing.readCount < fuzzing.count)
    if let resident = Fuzzing.residentBytes { #expect(resident < 4 << 30) }
  }
}

extension LayoutObject.Region {
  /// An eighth of itself, about the origin.
  fileprivate mutating func shrink() {
    switch self {
    case .box(let box):
      self = .box(Box(x: box.x / 8, y: box.y / 8, width: box.width / 8, height: box.height / 8))
    case .ellipse(let ellipse):
      self = .ellipse(
        Ellipse(
          centerX: ellipse.centerX / 8, centerY: ellipse.centerY / 8, major: ellipse.major / 8,
          minor: ellipse.minor / 8, angle: ellipse.angle))
    }
  }
}
