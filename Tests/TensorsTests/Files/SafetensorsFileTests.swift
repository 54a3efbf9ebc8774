import Foundation
import TestSupport
import Testing

@testable import Tensors

@Suite struct SafetensorsFileTests {
  private let kinds = fixture("tensors/kinds.safetensors")

  @Test func readsWhatTheReferenceWrites() throws {
    let file = try SafetensorsFile(contentsOf: kinds)
    #expect(file.names == file.names.sorted())
    #expect(file.metadata == ["format": "pt", "note": "line\nbreak \"quoted\" 🐳"])
    #expect(file.shape(of: "F16") == [3, 5])
    #expect(file.shape(of: "scalar") == [])
    #expect(file.shape(of: "empty") == [2, 0, 3])
    #expect(file.shape(of: "absent") == nil)
    #expect(file.elementType(of: "BF16") == .bfloat16)
    #expect(try file.tensor(named: "scalar").scalar == 2.5)
    #expect(try file.tensor(named: "empty").values == [])
    #expect(try file.tensor(named: "name with \"quotes\", \\ and é🐳").values == [1])
  }

  @Test(arguments: ["F64", "F32", "F16", "BF16"])
  func readsFloats(kind: String) throws {
    let file = try SafetensorsFile(contentsOf: kinds)
    let tensor = try file.tensor(named: kind)
    #expect(tensor.values == (try file.tensor(named: kind + ".float").values))
    #expect(tensor.values.contains { $0 != 0 })
    #expect(throws: SafetensorsError.self) { try file.integers(named: kind) }
  }

  @Test(arguments: [
    ("I64", Int(Int64.min), Int.max), ("I32", Int(Int32.min), Int(Int32.max)),
    ("I16", -32768, 32767), ("I8", -128, 127), ("U64", 0, Int.max), ("U32", 0, Int(UInt32.max)),
    ("U16", 0, 65535), ("U8", 0, 255),
  ])
  func readsIntegers(kind: String, least: Int, greatest: Int) throws {
    let file = try SafetensorsFile(contentsOf: kinds)
    #expect(try file.integers(named: kind) == [least, 0, 1, greatest])
    #expect(throws: SafetensorsError.self) { try file.tensor(named: kind) }
  }

  @Test func readsTruthValues() throws {
    #expect(try SafetensorsFile(contentsOf: kinds).integers(named: "BOOL") == [1, 0, 0, 1])
  }

  @Test func alignedFloatsAreBorrowedAndOutliveTheFile() throws {
    try withTemporaryFolder { (folder) throws in
      let url = folder.appending(path: "a.safetensors")
      let values = (0..<4096).map(Float.init)
      try SafetensorsFile.write(["a": Tensor([4096], values)], to: url)
      var file: SafetensorsFile? = try SafetensorsFile(contentsOf: url)
      let first = try #require(try file?.tensor(named: "a"))
      let second = try #require(try file?.tensor(named: "a"))
      #expect(first.storage.base == second.storage.base)
      file = nil
      try FileManager.default.removeItem(at: url)
      #expect(first.values == values)
    }
  }

  @Test(arguments: ["F32", "F16", "BF16", "F64"], [0, 1, 2, 3])
  func readsMisalignedData(kind: String, shift: Int) throws {
    let source = try SafetensorsFile(contentsOf: kinds)
    let expected = try source.tensor(named: kind + ".float").values
    let type = try #require(SafetensorsFile.ElementType(rawValue: kind))
    let bytes = expected.flatMap { value -> [UInt8] in
      switch type {
      case .float32: withUnsafeBytes(of: value.bitPattern) { Array($0) }
      case .float64: withUnsafeBytes(of: Double(value).bitPattern) { Array($0) }
      case .float16: withUnsafeBytes(of: Float16(value).bitPattern) { Array($0) }
      default: withUnsafeBytes(of: UInt16(value.bitPattern >> 16)) { Array($0) }
      }
    }
    let header =
      #"{"a":{"dtype":"\#(kind)","shape":[15],"data_offsets":[0,\#(bytes.count)]}}"#
    let padding = String(repeating: " ", count: (16 - header.utf8.count % 8) % 8 + shift)
    try withFile(safetensors(header + padding, bytes)) { url in
      let tensor = try SafetensorsFile(contentsOf: url).tensor(named: "a")
      #expect(tensor.values == expected)
    }
  }

  // MARK: Writing

  @Test(arguments: [SafetensorsFile.ElementType.float32, .float16, .bfloat16])
  func readsWhatItWrites(type: SafetensorsFile.ElementType) throws {
    try withTemporaryFolder { (folder) throws in
      let url = folder.appending(path: "b.safetensors")
      // More than one piece of the writer, all exact in every type.
      let long = Tensor([3, 100_001], (0..<300_003).map { Float($0 % 256) - 128 })
      let tensors = ["z": Tensor([], [0.5]), "ä \"\\\n": long, "none": Tensor([0, 4], [])]
      try SafetensorsFile.write(tensors, to: url, as: type, metadata: ["k": "v\u{1}\"🐳"])
      let file = try SafetensorsFile(contentsOf: url)
      #expect(file.names == tensors.keys.sorted())
      #expect(file.metadata == ["k": "v\u{1}\"🐳"])
      for (name, tensor) in tensors {
        #expect(file.elementType(of: name) == type)
        #expect(file.shape(of: name) == tensor.shape)
        #expect(try file.tensor(named: name).values == tensor.values)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
      let length = try Data(contentsOf: url).prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      #expect(length % 8 == 0)
    }
  }

  @Test func anUnwritablePlaceIsNamedAndNothingIsLeftBehind() throws {
    try withTemporaryFolder { (folder) throws in
      let url = folder.appending(path: "absent/c.safetensors")
      let error = #expect(throws: SafetensorsError.self) {
        try SafetensorsFile.write(["a": Tensor([1], [1])], to: url)
      }
      #expect(error.map { "\($0)".contains("absent/c.safetensors: cannot be written") } == true)
      #expect(throws: SafetensorsError.self) {
        try SafetensorsFile.write(["a": Tensor([1], [1])], to: folder)
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  // MARK: Checkpoints in several files

  @Test func readsACheckpointInSeveralFiles() throws {
    try withTemporaryFolder { (folder) throws in
      let names = ["m-00001-of-00002.safetensors", "m-00002-of-00002.safetensors"]
      try SafetensorsFile.write(
        ["a": Tensor([1], [1])], to: folder.appending(path: names[0]), metadata: ["k": "v"])
      try SafetensorsFile.write(["b": Tensor([1], [2])], to: folder.appending(path: names[1]))
      let index = folder.appending(path: "m.safetensors.index.json")
      func write(_ text: String) throws { try Data(text.utf8).write(to: index) }

      try write(
        #"{"metadata":{"total_size":8},"weight_map":{"a":"\#(names[0])","b":"\#(names[1])"}}"#)
      let file = try SafetensorsFile(contentsOf: index)
      #expect(file.names == ["a", "b"])
      #expect(file.metadata == ["k": "v"])
      #expect(try file.tensor(named: "b").values == [2])

      try write(#"{"weight_map":{"a":"\#(names[1])","b":"\#(names[1])"}}"#)
      #expect(message(index) == "tensor \"a\" is not in the file")
      try write(#"{"weight_map":{"a":"../\#(names[1])"}}"#)
      #expect(message(index)?.contains("is not the name of a file beside it") == true)
      try write(#"{"weight_map":{"a":"absent.safetensors"}}"#)
      #expect(message(index)?.contains("cannot be read: No such file") == true)
      try write(#"{"weight_map":7}"#)
      #expect(message(index)?.contains("weight_map") == true)
      try FileManager.default.copyItem(
        at: folder.appending(path: names[0]), to: folder.appending(path: "c.safetensors"))
      try write(#"{"weight_map":{"a":"\#(names[0])","x":"c.safetensors"}}"#)
      #expect(message(index)?.contains("tensor \"a\" is there twice, the other one in") == true)
    }
  }
}
