import Foundation
import TestSupport
import Testing

@testable import Tensors

@Suite struct NPYFileTests {
  @Test(arguments: ["f2", "f4", "f8", "i4", "i8", "u1", "b1"], ["c", "fortran"])
  func readsEveryTypeInBothOrders(type: String, order: String) throws {
    let tensor = try NPYFile.read(fixture("tensors/npy/\(type)-\(order).npy"))
    let expected = (0..<24).map { i -> Float in
      switch type {
      case "u1": Float(i)
      case "b1": i == 0 ? 0 : 1
      default: Float(i - 1)
      }
    }
    #expect(tensor.shape == [2, 3, 4])
    #expect(tensor.values == expected)
  }

  @Test(arguments: [1, 2, 3])
  func readsEveryVersion(version: Int) throws {
    let tensor = try NPYFile.read(fixture("tensors/npy/version-\(version).npy"))
    #expect(tensor.shape == [2, 3])
    #expect(tensor.values == [-1, 0, 1, 2, 3, 4])
  }

  @Test func readsScalarsVectorsAndEmptyArrays() throws {
    let scalar = try NPYFile.read(fixture("tensors/npy/scalar.npy"))
    #expect(scalar.shape == [] && scalar.scalar == -1)
    let vector = try NPYFile.read(fixture("tensors/npy/vector.npy"))
    #expect(vector.shape == [5] && vector.values == [-1, 0, 1, 2, 3])
    #expect(try NPYFile.read(fixture("tensors/npy/empty.npy")).shape == [2, 0, 3])
  }

  @Test func encodesWhatNumpyWrites() throws {
    for name in ["vector", "f4-c", "scalar", "empty"] {
      let file = fixture("tensors/npy/\(name).npy")
      #expect(try NPYFile.encoded(NPYFile.read(file)) == Data(contentsOf: file), "\(name)")
    }
    let truth = fixture("tensors/npy/b1-c.npy")
    #expect(try NPYFile.encodedTruth(NPYFile.read(truth)) == Data(contentsOf: truth))
  }

  @Test(arguments: ["vector", "f4-c", "scalar", "empty", "version-1"])
  func writesWhatNumpyWrites(name: String) throws {
    let original = fixture("tensors/npy/\(name).npy")
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "copy.npy")
      try NPYFile.write(try NPYFile.read(original), to: url)
      let (written, expected) = (try Data(contentsOf: url), try Data(contentsOf: original))
      #expect(written == expected)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == ["copy.npy"])
    }
  }

  /// Dictionaries in front of 8 bytes of data, and what is said of each after the file's name.
  static let lies: [(header: String, message: String)] = [
    ("", "malformed header at byte 10: expected \"{\""),
    ("{", "malformed header at byte 11: expected a string (types with fields are not read)"),
    ("{}", "malformed header at byte 12: key 'descr' is missing"),
    (
      "{'descr': '<f4', 'shape': (2,)}",
      "malformed header at byte 41: key 'fortran_order' is missing"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False}",
      "malformed header at byte 50: key 'shape' is missing"
    ),
    (
      header(shape: "(2,)") + "x",
      "malformed header at byte 65: unexpected text after the dictionary"
    ),
    (header(shape: "(3,)"), "of shape [3] and type <f4 needs 12 bytes of data, it has 8"),
    (header(shape: "(1,)"), "of shape [1] and type <f4 needs 4 bytes of data, it has 8"),
    (
      header(shape: "(2)"),
      "malformed header at byte 62: expected \",\" after a tuple's only number"
    ),
    (header(shape: "(-2,)"), "malformed header at byte 61: expected a whole number from 0 up"),
    (
      header(shape: "(2.0,)"),
      "malformed header at byte 62: expected \",\" after a tuple's only number"
    ),
    (
      header(shape: "(9223372036854775808,)"),
      "malformed header at byte 79: a size is larger than 9223372036854775807"
    ),
    (
      header(shape: "(4611686018427387904, 4)"),
      "has shape [4611686018427387904, 4], more elements than can be addressed"
    ),
    (
      header(shape: "(0, 4611686018427387904, 4)"),
      "has shape [0, 4611686018427387904, 4], more elements than can be addressed"
    ),
    (
      header(descr: ">f4"),
      #"holds elements of type ">f4", read are <f2, <f4, <f8, <i4, <i8, |u1 and |b1"#
    ),
    (header(order: "None"), "malformed header at byte 44: expected True or False"),
    ("{'shape': (2,), 'shape': (2,)}", "malformed header at byte 39: key 'shape' is there twice"),
    ("{'other': 1}", #"malformed header at byte 19: unknown key "other""#),
    ("{'descr", "malformed header at byte 17: a string does not end, or is not UTF-8"),
  ]

  private static func header(
    descr: String = "<f4", order: String = "False", shape: String = "(2,)"
  ) -> String {
    "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape)}"
  }

  @Test(arguments: lies)
  func liesOfTheHeader(header: String, expected: String) throws {
    let length = UInt8(header.utf8.count)
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, length, 0] + Array(header.utf8)
    try withFile(bytes + [UInt8](repeating: 0, count: 8)) { #expect(complaint($0) == expected) }
  }

  @Test func filesThatAreSomethingElse() throws {
    let magic = [0x93] + Array("NUMPY".utf8)
    let files: [(bytes: [UInt8], message: String)] = [
      ([], "is not an npy file, which begins with \\x93NUMPY"),
      (Array("PK\u{3}\u{4}".utf8), "is not an npy file, which begins with \\x93NUMPY"),
      (magic, "needs a header of 8 bytes, but only 6 are there; is it truncated?"),
      (magic + [1, 0, 5], "needs a header of 10 bytes, but only 9 are there; is it truncated?"),
      (magic + [4, 0, 0, 0], "has npy version 4.0, known are 1.0, 2.0 and 3.0"),
      (magic + [1, 1, 0, 0], "has npy version 1.1, known are 1.0, 2.0 and 3.0"),
      (
        magic + [1, 0, 9, 0, 0x7B],
        "needs a header of 19 bytes, but only 11 are there; is it truncated?"
      ),
      (
        magic + [2, 0, 255, 255, 255, 255],
        "needs a header of 4294967307 bytes, but only 12 are there; is it truncated?"
      ),
    ]
    for (bytes, expected) in files {
      try withFile(bytes) { #expect(complaint($0) == expected) }
    }
    #expect(complaint(fixture("tensors/npy/big-endian.npy"))?.contains(#"type ">f4""#) == true)
    #expect(complaint(fixture("tensors/npy/c8-c.npy"))?.contains(#"type "<c8""#) == true)
    #expect(complaint(fixture("tensors/npy/fields.npy"))?.contains("fields are not read") == true)
    #expect(
      complaint(fixture("tensors/npy/none.npy")) == "cannot be read: No such file or directory")
  }

  @Test func anUnwritablePlaceIsNamed() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "absent/a.npy")
      let error = #expect(throws: NPYError.self) { try NPYFile.write(Tensor([1], [1]), to: url) }
      #expect(
        error.map { "\($0)" } == "\(url.path): cannot be written: No such file or directory")
    }
  }

  private func complaint(_ url: URL) -> String? {
    do {
      _ = try NPYFile.read(url)
      return nil
    } catch {
      return "\(error)".replacingOccurrences(of: "\(url.path): ", with: "")
    }
  }
}
