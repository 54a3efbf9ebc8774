import CKernels
public import FoundationEssentials

/// One array in numpy's own file format.
public enum NPYFile {
  /// Reads an array; numbers of other types are rounded to floats.
  ///
  /// - Parameter url: An npy file of version 1.0, 2.0 or 3.0, in C or Fortran order.
  /// - Returns: The array in row-major order.
  /// - Throws: What the file cannot be read for.
  public static func read(_ url: URL) throws(NPYError) -> Tensor {
    let map: MappedFile
    do { map = try MappedFile(path: url.path) } catch {
      throw .unreadable(file: url.path, reason: error.reason)
    }
    defer { withExtendedLifetime(map) {} }
    return try read(map.bytes, name: url.path)
  }

  /// Reads an array from the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - name: What the bytes are called in errors.
  /// - Returns: The array in row-major order.
  /// - Throws: What the bytes cannot be read for.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws(NPYError) -> Tensor {
    let header = try NPYHeader(of: bytes, file: name)
    let data = UnsafeRawBufferPointer(rebasing: bytes[header.dataOffset...])
    let stored = Tensor(header.shape) { header.elementType.convert(data, to: $0) }
    return header.isColumnMajor ? stored.readingColumnMajor() : stored
  }

  /// Writes an array of 32-bit floats that appears complete or not at all.
  ///
  /// - Parameters:
  ///   - tensor: The array.
  ///   - url: Where the file goes; an older one is replaced.
  /// - Throws: `NPYError.unwritable`, with nothing left behind.
  public static func write(_ tensor: Tensor, to url: URL) throws(NPYError) {
    defer { withExtendedLifetime(tensor) {} }
    do {
      var file = try AtomicFile.create(url.path)
      try file.write(head(of: .float32, tensor.shape))
      let elements = UnsafeBufferPointer(start: tensor.storage.base, count: tensor.storage.count)
      try file.write(UnsafeRawBufferPointer(elements))
      try file.commit()
    } catch {
      throw .unwritable(file: url.path, reason: error.reason)
    }
  }

  /// The bytes of a file that holds 32-bit floats.
  ///
  /// - Parameter tensor: The array.
  /// - Returns: What `write` writes.
  public static func encoded(_ tensor: Tensor) -> Data {
    tensor.withUnsafeElements { elements in
      Data(head(of: .float32, tensor.shape))
        + Data(buffer: UnsafeBufferPointer(rebasing: elements[...]))
    }
  }

  /// The bytes of a file that holds truth values: whatever is at least a half is true.
  ///
  /// - Parameter tensor: The array.
  /// - Returns: A file of numpy's type `bool`.
  public static func encodedTruth(_ tensor: Tensor) -> Data {
    tensor.withUnsafeElements { elements in
      Data(head(of: .bool, tensor.shape)) + Data(elements.map { $0 >= 0.5 ? 1 : 0 })
    }
  }

  /// All that stands before the elements.
  private static func head(of type: NPYHeader.ElementType, _ shape: Shape) -> [UInt8] {
    let sizes = shape.sizes.map { "\($0)" }.joined(separator: ", ")
    let tuple = shape.rank == 1 ? "(\(sizes),)" : "(\(sizes))"
    let text = "{'descr': '\(type.rawValue)', 'fortran_order': False, 'shape': \(tuple), }"
    // The data starts at a multiple of 64, as numpy writes it.
    var bytes = Array(text.utf8)
    while (10 + bytes.count + 1) % 64 != 0 { bytes.append(UInt8(ascii: " ")) }
    bytes.append(UInt8(ascii: "\n"))
    precondition(bytes.count <= 0xFFFF, "npy: a shape of \(shape.rank) axes is too long")
    let length = [UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8)]
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + length + bytes
  }
}

extension NPYHeader.ElementType {
  /// Converts data of this type, which may be misaligned, to floats.
  fileprivate func convert(
    _ data: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<Float>
  ) {
    func each<Element: BitwiseCopyable>(_: Element.Type, _ float: (Element) -> Float) {
      for i in target.indices {
        let element = data.loadUnaligned(fromByteOffset: i * byteCount, as: Element.self)
        target.initializeElement(at: i, to: float(element))
      }
    }
    switch self {
    case .float16: ckernels_half_to_float(data.baseAddress, target.baseAddress, target.count)
    case .float32: UnsafeMutableRawBufferPointer(target).copyMemory(from: data)
    case .float64: each(Double.self) { Float($0) }
    case .int32: each(Int32.self) { Float($0) }
    case .int64: each(Int64.self) { Float($0) }
    case .uint8: each(UInt8.self) { Float($0) }
    case .bool: each(UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }
}

extension Tensor {
  /// Returns the elements in row-major order when they have been stored first axis fastest.
  fileprivate func readingColumnMajor() -> Tensor {
    guard shape.rank > 1, shape.count > 0 else { return self }
    // The stride of an axis is the product of the sizes before it.
    let strides = shape.sizes.indices.map { shape.sizes[..<$0].reduce(1, *) }
    return Tensor(shape) { target in
      var position = [Int](repeating: 0, count: shape.rank)
      var source = 0
      for i in target.indices {
        target.initializeElement(at: i, to: storage.base[source])
        for axis in shape.sizes.indices.reversed() {
          position[axis] += 1
          source += strides[axis]
          if position[axis] < shape.sizes[axis] { break }
          source -= strides[axis] * shape.sizes[axis]
          position[axis] = 0
        }
      }
    }
  }
}
