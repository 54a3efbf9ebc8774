import CKernels

extension Tensor {
  /// Creates a tensor from a file's bytes, nil where they are not floating-point numbers.
  ///
  /// Aligned 32-bit floats are borrowed from `owner`, everything else is converted.
  init?(
    _ shape: Shape, _ bytes: UnsafeRawBufferPointer, _ elementType: SafetensorsFile.ElementType,
    owner: MappedFile
  ) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else {
      guard elementType.isFloatingPoint else { return nil }
      self.init(shape, [])
      return
    }
    defer { withExtendedLifetime(owner) {} }
    switch elementType {
    case .float32 where Int(bitPattern: base) % MemoryLayout<Float>.alignment == 0:
      self.init(
        shape, borrowing: base.assumingMemoryBound(to: Float.self), owner: owner)
    case .float32:
      self.init(shape) { UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes) }
    case .float16:
      self.init(shape) { ckernels_half_to_float(base, $0.baseAddress, $0.count) }
    case .bfloat16:
      self.init(shape) { ckernels_bfloat16_to_float(base, $0.baseAddress, $0.count) }
    case .float64:
      self.init(shape) { target in
        for i in target.indices {
          target[i] = Float(bytes.loadUnaligned(fromByteOffset: 8 * i, as: Double.self))
        }
      }
    default: return nil
    }
  }
}

extension SafetensorsFile.ElementType {
  /// Whether the elements are floating-point numbers.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }

  /// Reads integers, nil where the elements are none or one does not fit.
  func integers(in bytes: UnsafeRawBufferPointer) -> [Int]? {
    switch self {
    case .int64: read(Int64.self, bytes)
    case .int32: read(Int32.self, bytes)
    case .int16: read(Int16.self, bytes)
    case .int8: read(Int8.self, bytes)
    case .uint64: read(UInt64.self, bytes)
    case .uint32: read(UInt32.self, bytes)
    case .uint16: read(UInt16.self, bytes)
    case .uint8, .bool: read(UInt8.self, bytes)
    case .float64, .float32, .float16, .bfloat16: nil
    }
  }

  private func read<Element: FixedWidthInteger & BitwiseCopyable>(
    _: Element.Type, _ bytes: UnsafeRawBufferPointer
  ) -> [Int]? {
    var integers: [Int] = []
    integers.reserveCapacity(bytes.count / byteCount)
    for offset in stride(from: 0, to: bytes.count, by: byteCount) {
      let element = bytes.loadUnaligned(fromByteOffset: offset, as: Element.self)
      guard let integer = Int(exactly: element) else { return nil }
      integers.append(integer)
    }
    return integers
  }
}
