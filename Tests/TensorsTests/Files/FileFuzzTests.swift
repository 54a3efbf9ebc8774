import Foundation
import TestSupport
import Testing

@testable import Tensors

/// Damages good files at random: whatever happens, the readers throw their own error or read all.
///
/// Runs for a second each, or for as long as the environment's `MAQUETTE_FUZZ_SECONDS` says.
@Suite struct FileFuzzTests {
  private static let seconds =
    ProcessInfo.processInfo.environment["MAQUETTE_FUZZ_SECONDS"].flatMap(Double.init) ?? 1

  @Test(.enabled(if: !Fuzzing.chosen(["safetensors"]).isEmpty)) func damagedSafetensors() throws {
    let seeds = try ["kinds", "torch-noise"].map {
      [UInt8](try Data(contentsOf: fixture("tensors/\($0).safetensors")))
    }
    let small = safetensors(
      #"{"__metadata__":{"a":"\u00e9"},"b":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}}"#,
      [1, 2, 3, 4])
    try fuzz(seeds + [small]) { url in
      do {
        let file = try SafetensorsFile(contentsOf: url)
        for name in file.names {
          // Read through to the last byte: a wrong bound would fault.
          _ = (try? file.tensor(named: name))?.values.last
          _ = try? file.integers(named: name)
        }
        return true
      } catch {
        #expect(error is SafetensorsError && !"\(error)".contains("\n"))
        return false
      }
    }
  }

  @Test(.enabled(if: !Fuzzing.chosen(["npy"]).isEmpty)) func damagedArrays() throws {
    let seeds = try ["f4-c", "f2-fortran", "version-2", "version-3", "i8-fortran", "empty"].map {
      [UInt8](try Data(contentsOf: fixture("tensors/npy/\($0).npy")))
    }
    try fuzz(seeds) { url in
      do {
        _ = try NPYFile.read(url).values.last
        return true
      } catch {
        #expect(error is NPYError && !"\(error)".contains("\n"))
        return false
      }
    }
  }

  private func fuzz(_ seeds: [[UInt8]], _ accepts: (URL) throws -> Bool) throws {
    try withTemporaryFolder { folder in
      var mutator = Mutator()
      var (accepted, refused) = (0, 0)
      let url = folder.appending(path: "damaged")
      let end = ContinuousClock.now + .seconds(Self.seconds)
      // On a busy machine time alone would leave too few files to say anything.
      while ContinuousClock.now < end || accepted + refused < 300 {
        try Data(mutator.damage(seeds)).write(to: url)
        if try accepts(url) { accepted += 1 } else { refused += 1 }
      }
      #expect(accepted > 0 && refused > 0)
      print("fuzz: \(accepted + refused) files, \(accepted) still readable")
    }
  }
}

/// Seeded damage: bytes changed, removed, repeated, numbers and tokens of the formats put in.
private struct Mutator {
  private var source = PhiloxRandomSource(seed: 20)

  private mutating func number(below limit: Int) -> Int {
    Int(source.nextBlock()[0] % UInt32(max(limit, 1)))
  }

  private static let tokens: [[UInt8]] =
    [
      "{", "}", "[", "]", "(", ")", ",", ":", "\"", "'", "\\", "\\u", "\\ud800", "-1", "0.5", "1e9",
      "9223372036854775807", "18446744073709551616", "null", "True", "\"F32\"", "\"BF16\"", "<f8",
      "\"shape\"", "\"data_offsets\"", "__metadata__", "é",
    ].map { Array($0.utf8) } + [[0], [255], [0xC3], [UInt8](repeating: 255, count: 8)]

  mutating func damage(_ seeds: [[UInt8]]) -> [UInt8] {
    var bytes = seeds[number(below: seeds.count)]
    for _ in 0...number(below: 4) {
      // Mostly near the front, where the header is.
      let reach = number(below: 4) == 0 ? bytes.count : min(bytes.count, 400)
      let place = number(below: reach)
      let length = min(number(below: 12), bytes.count - min(place, bytes.count))
      switch number(below: 7) {
      case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(number(below: 8))
      case 1 where place < bytes.count: bytes[place] = UInt8(number(below: 256))
      case 2: bytes.removeSubrange(place..<(place + length))
      case 3: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
      case 4: bytes.insert(contentsOf: Self.tokens[number(below: Self.tokens.count)], at: place)
      case 5:
        let token = Self.tokens[number(below: Self.tokens.count)]
        bytes.replaceSubrange(place..<min(place + token.count, bytes.count), with: token)
      case 6 where number(below: 4) == 0: bytes.removeLast(number(below: bytes.count))
      default: changeDigit(&bytes)
      }
    }
    return bytes
  }

  /// Changes a digit of the header, which keeps it well-formed and makes it lie.
  private mutating func changeDigit(_ bytes: inout [UInt8]) {
    let start = number(below: bytes.count)
    guard let place = bytes[start...].firstIndex(where: { (48...57).contains($0) }) else { return }
    bytes[place] = UInt8(48 + number(below: 10))
  }
}
