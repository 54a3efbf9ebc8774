import Foundation
import TestSupport
import Testing

@testable import Tensors

@Suite struct SafetensorsErrorTests {
  /// Headers in front of 8 bytes of data, and what is said of each after the file's name.
  static let lies: [(header: String, message: String)] = [
    ("", #"malformed header at byte 8: expected "{""#),
    ("[]", #"malformed header at byte 8: expected "{""#),
    (" {}", #"malformed header at byte 8: expected "{""#),
    ("{} x", "malformed header at byte 11: unexpected text after the header's object"),
    ("{}", "holds 8 bytes of data, but its tensors describe only 0"),
    (#"{"a"}"#, #"malformed header at byte 12: expected ":""#),
    (#"{"a":{}"#, #"tensor "a" is malformed: key "dtype" is missing"#),
    (#"{"a":7}"#, #"malformed header at byte 13: expected "{""#),
    ("{\"a", "malformed header at byte 11: a string does not end"),
    ("{\"a\u{1}\":", "malformed header at byte 11: control character in a string"),
    (#"{"\ud800":{}}"#, #"malformed header at byte 16: \u names half of a surrogate pair"#),
    (#"{"\u00-1":{}}"#, #"malformed header at byte 16: \u needs four hexadecimal digits"#),
    (#"{"\x":{}}"#, "malformed header at byte 12: unknown escape in a string"),
    (
      entry(shape: "[2]", offsets: "[0,8]") + "{",
      "malformed header at byte 62: unexpected text after the header's object"
    ),
    (entry(dtype: "F8_E4M3"), #"tensor "a" has the unknown dtype "F8_E4M3""#),
    (
      entry(shape: "[3]"),
      #"tensor "a" of shape [3] and dtype F32 needs 12 bytes, its data_offsets give 8"#
    ),
    (
      entry(dtype: "BF16"),
      #"tensor "a" of shape [2] and dtype BF16 needs 4 bytes, its data_offsets give 8"#
    ),
    (
      entry(shape: "[-2]"),
      #"tensor "a" is malformed: shape holds -2, which is not a whole number from 0 up"#
    ),
    (
      entry(shape: "[2.0]"),
      #"tensor "a" is malformed: shape holds 2.0, which is not a whole number from 0 up"#
    ),
    (
      entry(shape: "[2e0]"),
      #"tensor "a" is malformed: shape holds 2e0, which is not a whole number from 0 up"#
    ),
    (
      entry(shape: "[02]"),
      #"tensor "a" is malformed: shape holds 02, which is not a whole number from 0 up"#
    ),
    (
      entry(shape: "[9223372036854775808]"),
      #"tensor "a" is malformed: shape holds 9223372036854775808, which is larger than 9223372036854775807"#
    ),
    (
      entry(shape: "[99999999999999999999]"),
      #"tensor "a" is malformed: shape holds 99999999999999999999, which is larger than 9223372036854775807"#
    ),
    (
      entry(shape: "[4611686018427387904,4]"),
      #"tensor "a" has shape [4611686018427387904, 4], more elements than can be addressed"#
    ),
    (
      entry(shape: "[0,4611686018427387904,4]"),
      #"tensor "a" has shape [0, 4611686018427387904, 4], more elements than can be addressed"#
    ),
    (entry(shape: "2"), #"malformed header at byte 36: expected "[""#),
    (entry(shape: #"["2"]"#), #"malformed header at byte 37: expected a number in shape of "a""#),
    (entry(offsets: "[8,0]"), #"tensor "a" has data_offsets [8, 0], which begin after they end"#),
    (
      entry(offsets: "[0,16]"),
      #"tensor "a" has data_offsets [0, 16], but the file holds 8 bytes of data; is it truncated?"#
    ),
    (
      entry(offsets: "[8]"),
      #"tensor "a" is malformed: data_offsets must hold 2 numbers, it holds 1"#
    ),
    (
      entry(offsets: "[0,8,9]"),
      #"tensor "a" is malformed: data_offsets must hold 2 numbers, it holds 3"#
    ),
    (
      entry(offsets: "[-1,8]"),
      #"tensor "a" is malformed: data_offsets holds -1, which is not a whole number from 0 up"#
    ),
    (
      entry(shape: "[1]", offsets: "[0,4]"),
      "holds 8 bytes of data, but its tensors describe only 4"
    ),
    (
      entry(shape: "[1]", offsets: "[4,8]"),
      #"tensor "a" begins at byte 4 of the data, but the tensor before ends at 0"#
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      #"tensor "b" begins at byte 4 of the data, inside "a", which ends at 8"#
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      #"tensor "a" is there twice, the other one in the same header"#
    ),
    (
      #"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      #"tensor "a" is malformed: key "dtype" is there twice"#
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"extra":1}}"#,
      #"tensor "a" is malformed: unknown key "extra""#
    ),
    (
      #"{"__metadata__":{"a":1}}"#,
      "malformed header at byte 29: expected a string, as every value of __metadata__"
    ),
    (
      #"{"__metadata__":{"a":"1","a":"2"}}"#,
      #"malformed header at byte 40: __metadata__ holds "a" twice"#
    ),
  ]

  private static func entry(
    dtype: String = "F32", shape: String = "[2]", offsets: String = "[0,8]"
  ) -> String {
    #"{"a":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
  }

  @Test(arguments: lies)
  func liesOfTheHeader(header: String, expected: String) throws {
    try withFile(safetensors(header, [UInt8](repeating: 0, count: 8))) { url in
      #expect(message(url) == expected)
    }
  }

  @Test func sortsTensorsWhoseEntriesAreNotInTheOrderOfTheirBytes() throws {
    let header =
      #"{"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#
    try withFile(safetensors(header, Array(1...8))) { url in
      let integers = try SafetensorsFile(contentsOf: url).integers(named: "b")
      #expect(integers == [5, 6, 7, 8])
    }
  }

  /// Whole files, and what is said of each.
  static let files: [(bytes: [UInt8], message: String)] = [
    ([], "holds 0 bytes, a safetensors file starts with 8 bytes of header length"),
    ([1, 2, 3], "holds 3 bytes, a safetensors file starts with 8 bytes of header length"),
    (
      [2, 0, 0, 0, 0, 0, 0, 0, 0x7B],
      "declares a header of 2 bytes, but only 1 follow; is it truncated?"
    ),
    (
      [0, 225, 245, 5, 0, 0, 0, 0],
      "declares a header of 100000000 bytes, but only 0 follow; is it truncated?"
    ),
    (
      [1, 225, 245, 5, 0, 0, 0, 0],
      "declares a header of 100000001 bytes, the format allows 100000000"
    ),
    (
      [UInt8](repeating: 255, count: 9),
      "declares a header of 18446744073709551615 bytes, the format allows 100000000"
    ),
    (
      Array("PK\u{3}\u{4}0123456789".utf8),
      "is a zip archive, as torch.save writes, not a safetensors file; convert it with safetensors.torch.save_file"
    ),
    (
      [0x80, 2, 0x8A, 10, 1, 2, 3, 4, 5, 6],
      "is a Python pickle, not a safetensors file; convert it with safetensors.torch.save_file"
    ),
    (
      Array("version https://git-lfs.github.com/spec/v1\n".utf8),
      "is a Git LFS pointer, not a safetensors file; fetch the weights with git lfs pull"
    ),
  ]

  @Test(arguments: files)
  func filesThatAreSomethingElse(bytes: [UInt8], expected: String) throws {
    try withFile(bytes) { #expect(message($0) == expected) }
  }

  @Test func everyTruncationIsNoticed() throws {
    let whole = [UInt8](try Data(contentsOf: fixture("tensors/kinds.safetensors")))
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "short.safetensors")
      for length in stride(from: 0, to: whole.count, by: 7) {
        try Data(whole[..<length]).write(to: url)
        #expect(throws: SafetensorsError.self) { try SafetensorsFile(contentsOf: url) }
      }
    }
  }

  @Test func missingFilesFoldersAndTensorsAreNamed() throws {
    try withTemporaryFolder { folder in
      #expect(
        message(folder.appending(path: "none.safetensors"))
          == "cannot be read: No such file or directory")
      #expect(message(folder) == "cannot be read: it is not a regular file")
    }
    let url = fixture("tensors/kinds.safetensors")
    let file = try SafetensorsFile(contentsOf: url)
    let error = #expect(throws: SafetensorsError.self) { try file.tensor(named: "absent") }
    #expect(
      error.map { "\($0)" } == "\(url.path): tensor \"absent\" is not in the file")
    let kind = #expect(throws: SafetensorsError.self) { try file.tensor(named: "I64") }
    #expect(
      kind.map { "\($0)" }
        == "\(url.path): tensor \"I64\" holds I64, which cannot be read as floats")
  }
}
