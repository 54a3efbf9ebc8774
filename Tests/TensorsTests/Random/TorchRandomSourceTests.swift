import TestSupport
import Testing

@testable import Tensors

@Suite struct TorchRandomSourceTests {
  private let reference: SafetensorsFile

  init() throws {
    reference = try SafetensorsFile(contentsOf: fixture("tensors/torch-noise.safetensors"))
  }

  /// The recorded draws whose name starts with a word: seed and size, and the name.
  private func draws(_ kind: String) -> [(name: String, seed: Int, size: Int)] {
    reference.names.compactMap { name in
      let words = name.split(separator: " ")
      guard words[0] == kind, let seed = Int(words[1]), let size = Int(words[2]) else { return nil }
      return (name, seed, size)
    }
  }

  @Test func normalNumbersAreTorchsBitForBit() throws {
    let draws = draws("normal")
    #expect(draws.count == 6 * 13)
    for draw in draws where draw.size >= 16 {
      var source = TorchRandomSource(seed: draw.seed)
      let values = source.normal([draw.size]).values
      let expected = try reference.tensor(named: draw.name).values
      if let hash = reference.metadata[draw.name] {
        #expect(hex(fnv1a(values)) == hash, "\(draw.name)")
        #expect(values.prefix(8) + values.suffix(8) == expected[...], "\(draw.name)")
      } else {
        #expect(values.map(\.bitPattern) == expected.map(\.bitPattern), "\(draw.name)")
      }
    }
  }

  @Test func smallDrawsAreTorchs() throws {
    for draw in draws("normal") where draw.size < 16 {
      var source = TorchRandomSource(seed: draw.seed)
      let values = source.normal([draw.size]).values
      for (value, expected) in zip(values, try reference.tensor(named: draw.name).values) {
        // The last bit belongs to the system's log1p, sin and cos.
        #expect(abs(value - expected) <= expected.ulp, "\(draw.name)")
      }
    }
  }

  @Test func uniformNumbersAreTorchsBitForBit() throws {
    let draws = draws("uniform")
    #expect(draws.count == 6)
    for draw in draws {
      var source = TorchRandomSource(seed: draw.seed)
      #expect(
        source.uniform([draw.size]).values == (try reference.tensor(named: draw.name).values))
    }
  }

  @Test func consecutiveDrawsContinueTheStream() throws {
    let names = reference.names.filter { $0.hasPrefix("consecutive") }
      .sorted { ($0.last ?? " ") < ($1.last ?? " ") }
    #expect(names.count == 7)
    var source = TorchRandomSource(seed: 7)
    for name in names {
      let expected = try reference.tensor(named: name)
      let draw =
        name.contains("normal") ? source.normal(expected.shape) : source.uniform(expected.shape)
      for (value, expected) in zip(draw.values, expected.values) {
        #expect(abs(value - expected) <= (draw.shape.count < 16 ? expected.ulp : 0), "\(name)")
      }
    }
  }

  @Test func aCopyContinuesOnItsOwn() {
    var source = TorchRandomSource(seed: 3)
    _ = source.normal([5])
    var copy = source
    let first = source.normal([20]).values
    #expect(copy.normal([20]).values == first)
    #expect(source.normal([20]).values != first)
    #expect(source.normal([0, 4]).values == [])
  }
}

private func fnv1a(_ values: [Float]) -> UInt64 {
  values.withUnsafeBytes { bytes in
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

private func hex(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
