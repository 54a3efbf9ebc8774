public import FoundationEssentials

/// The tensors of a safetensors file, or of a checkpoint split into several, read when asked for.
///
/// The file is mapped, never copied as a whole: 32-bit tensors read straight from the map and keep it
/// alive. Everything the header claims is checked when the file is opened; see `MappedFile` for the
/// one thing that cannot be.
///
///     let file = try SafetensorsFile(contentsOf: url)
///     let weight = try file.tensor(named: "conv_in.weight")
public struct SafetensorsFile: Sendable {
  /// What a tensor's elements are in the file, by the name that the header uses.
  public enum ElementType: String, Sendable, CaseIterable {
    /// 64-bit float.
    case float64 = "F64"
    /// 32-bit float.
    case float32 = "F32"
    /// IEEE half precision.
    case float16 = "F16"
    /// The upper half of a 32-bit float.
    case bfloat16 = "BF16"
    /// 64-bit signed integer.
    case int64 = "I64"
    /// 32-bit signed integer.
    case int32 = "I32"
    /// 16-bit signed integer.
    case int16 = "I16"
    /// 8-bit signed integer.
    case int8 = "I8"
    /// 64-bit unsigned integer.
    case uint64 = "U64"
    /// 32-bit unsigned integer.
    case uint32 = "U32"
    /// 16-bit unsigned integer.
    case uint16 = "U16"
    /// 8-bit unsigned integer.
    case uint8 = "U8"
    /// A byte that is 0 or 1.
    case bool = "BOOL"

    /// The bytes that one element takes.
    public var byteCount: Int {
      switch self {
      case .float64, .int64, .uint64: 8
      case .float32, .int32, .uint32: 4
      case .float16, .bfloat16, .int16, .uint16: 2
      case .int8, .uint8, .bool: 1
      }
    }
  }

  private struct Place: Sendable {
    var elementType: ElementType
    var shape: Shape
    var map: MappedFile
    var bytes: Range<Int>
    var file: String
  }

  /// The file that was opened.
  public let url: URL
  /// The strings under `__metadata__`, by key.
  public private(set) var metadata: [String: String] = [:]
  private var places: [String: Place] = [:]
  /// The files, each with its header, in the order in which they were opened.
  private var parts: [(name: String, map: MappedFile, header: Range<Int>)] = []

  /// Opens a `.safetensors` file, or all the files that a `.safetensors.index.json` names.
  public init(contentsOf url: URL) throws(SafetensorsError) {
    self.url = url
    if url.pathExtension == "json" {
      try addShards()
    } else {
      try add(url)
    }
  }

  /// The tensors' names, sorted.
  public var names: [String] { places.keys.sorted() }

  /// The shape of a tensor, nil when the file has none of that name.
  public func shape(of name: String) -> Shape? { places[name]?.shape }

  /// What a tensor's elements are in the file, nil when the file has none of that name.
  public func elementType(of name: String) -> ElementType? { places[name]?.elementType }

  /// Returns a tensor of floating-point numbers; 64-bit ones are rounded.
  public func tensor(named name: String) throws(SafetensorsError) -> Tensor {
    let place = try place(of: name)
    let bytes = UnsafeRawBufferPointer(rebasing: place.map.bytes[place.bytes])
    guard let tensor = Tensor(place.shape, bytes, place.elementType, owner: place.map) else {
      throw .tensor(
        file: place.file, name: name,
        .notConvertible(elementType: place.elementType.rawValue, wanted: "floats"))
    }
    return tensor
  }

  /// Returns a tensor of integers or truth values in row-major order, as integers.
  public func integers(named name: String) throws(SafetensorsError) -> [Int] {
    let place = try place(of: name)
    let bytes = UnsafeRawBufferPointer(rebasing: place.map.bytes[place.bytes])
    defer { withExtendedLifetime(place.map) {} }
    guard let integers = place.elementType.integers(in: bytes) else {
      throw .tensor(
        file: place.file, name: name,
        .notConvertible(elementType: place.elementType.rawValue, wanted: "integers"))
    }
    return integers
  }

  private func place(of name: String) throws(SafetensorsError) -> Place {
    guard let place = places[name] else {
      throw .tensor(file: url.path, name: name, .missing)
    }
    return place
  }

  private mutating func add(_ url: URL) throws(SafetensorsError) {
    let map: MappedFile
    do { map = try MappedFile(path: url.path) } catch {
      throw .unreadable(file: url.path, reason: error.reason)
    }
    let header = try SafetensorsHeader(of: map.bytes, file: url.path)
    parts.append((url.lastPathComponent, map, 0..<header.dataOffset))
    for entry in header.entries {
      let bytes =
        header.dataOffset + entry.bytes.lowerBound..<header.dataOffset + entry.bytes.upperBound
      let place = Place(
        elementType: entry.elementType, shape: entry.shape, map: map, bytes: bytes, file: url.path)
      if let other = places.updateValue(place, forKey: entry.name) {
        throw .tensor(file: url.path, name: entry.name, .duplicate(other: other.file))
      }
    }
    metadata.merge(header.metadata) { first, _ in first }
  }
}

// MARK: - Weights in other forms

extension SafetensorsFile {
  /// Tells these tensors apart from others, without reading all of them.
  ///
  /// It is made of the files' names, sizes and times of change, of their headers, and of the first bytes
  /// of each tensor: a training that keeps names and shapes changes these, if somebody sets times back.
  var identity: Digest {
    var digest = Digest()
    for part in parts {
      digest.add("\(part.name) \(part.map.bytes.count) \(part.map.modified)\n")
      digest.add(UnsafeRawBufferPointer(rebasing: part.map.bytes[part.header]))
    }
    for (_, place) in places.sorted(by: { $0.key < $1.key }) {
      digest.add(UnsafeRawBufferPointer(rebasing: place.map.bytes[place.bytes.prefix(64)]))
    }
    return digest
  }

  /// Tells whether a tensor of this name is read where it lies in the file.
  public func isMapped(_ name: String) -> Bool {
    guard let place = places[name] else { return false }
    return place.elementType == .float32 && place.bytes.lowerBound % 4 == 0
  }

  /// Returns a tensor's bytes as words of 32 bits, nil where it is not there or has other elements.
  func words(named name: String) -> Storage? {
    guard let place = places[name], [.float32, .uint32].contains(place.elementType) else {
      return nil
    }
    let bytes = UnsafeRawBufferPointer(rebasing: place.map.bytes[place.bytes])
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return Storage(uninitialized: 0) }
    guard Int(bitPattern: base) % 4 == 0 else { return nil }
    return Storage(
      borrowing: base.assumingMemoryBound(to: Float.self), count: bytes.count / 4, owner: place.map)
  }
}

// MARK: - Checkpoints in several files

extension SafetensorsFile {
  private struct Index: Decodable {
    var files: [String: String]

    enum CodingKeys: String, CodingKey { case files = "weight_map" }
  }

  private mutating func addShards() throws(SafetensorsError) {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw .unreadable(file: url.path, reason: "it is missing or not readable")
    }
    guard let index = try? JSONDecoder().decode(Index.self, from: data) else {
      throw .index(
        file: url.path, reason: "expected an object with a \"weight_map\" of tensor and file names")
    }
    let folder = url.deletingLastPathComponent()
    for shard in Set(index.files.values).sorted() {
      guard !shard.isEmpty, !shard.contains("/"), shard != ".." else {
        throw .index(
          file: url.path, reason: "\(shard.debugDescription) is not the name of a file beside it")
      }
      try add(folder.appending(path: shard))
    }
    for (name, shard) in index.files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: shard).path
      guard places[name]?.file == file else { throw .tensor(file: file, name: name, .missing) }
    }
  }
}
