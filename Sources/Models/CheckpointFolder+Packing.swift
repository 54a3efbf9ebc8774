public import FoundationEssentials
internal import Networks
public import Tensors

extension CheckpointFolder {
  /// Returns the place of a network's packed weights for the kernels of this process.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - precision: how its weights are multiplied; where `fp32x` is `fp32`, so is its file.
  /// - Returns: `packed/avx512-bf16/unet.packed` in the folder, or so; nil where BLAS does the work.
  public func packedPlace(of network: Network, precision: Precision) -> URL? {
    let level = KernelChoice.current.level
    guard level != .portable else { return nil }
    let distinct = Precision.distinct.contains(precision) ? precision : .fp32
    return url.appending(path: "packed/\(level.rawValue)-\(distinct.rawValue)")
      .appending(path: "\(network.rawValue).packed")
  }

  /// Writes the weights of a network as kernels read them, unless a file is there that fits.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - precision: how its weights are multiplied.
  /// - Returns: whether the file was written; its folder must be there.
  /// - Throws: `PackedFileError`, or what loading the network throws.
  public func pack(_ network: Network, precision: Precision) throws -> Bool {
    guard let place = packedPlace(of: network, precision: precision) else {
      throw PackedFileError.noKernels
    }
    let weights = try freshlyPacked(network, precision)
    if let file = try? packedFile(of: network, precision: precision),
      weights.allSatisfy({ file.holds($0.value, named: $0.key) })
    {
      return false
    }
    try PackedFile.write(weights, to: place, of: file(of: network), precision: precision)
    return true
  }

  /// Opens the packed weights of a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - precision: how its weights are multiplied.
  /// - Returns: the file, nil where there is none.
  /// - Throws: `PackedFileError` where they can't be used, or what opening the weights throws.
  public func packedFile(of network: Network, precision: Precision) throws -> PackedFile? {
    guard let place = packedPlace(of: network, precision: precision),
      FileManager.default.fileExists(atPath: place.path)
    else { return nil }
    return try PackedFile(contentsOf: place, of: file(of: network), precision: precision)
  }

  /// Why packed weights are there that can't be used in a precision.
  public func packedFaults(precision: Precision) -> [PackedFileError] {
    Network.allCases.compactMap { network in
      do {
        _ = try packedFile(of: network, precision: precision)
        return nil
      } catch { return error as? PackedFileError }
    }
  }

  /// Compares a network's packed weights with the weights that they come from, reading all of them.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - precision: how its weights are multiplied.
  /// - Returns: the file, nil where there is none.
  /// - Throws: `PackedFileError` where they differ or can't be used.
  public func checkPacked(_ network: Network, precision: Precision) throws -> URL? {
    guard let file = try packedFile(of: network, precision: precision) else { return nil }
    for (name, weight) in try freshlyPacked(network, precision).sorted(by: { $0.key < $1.key })
    where !file.holds(weight, named: name) {
      throw PackedFileError.altered(file: file.url.path, name: name)
    }
    return file.url
  }

  /// The source of a network's weights: packed already, where a file fits.
  func packedSource(of network: Network) throws -> any WeightSource {
    let base = try file(of: network)
    guard let place = packedPlace(of: network, precision: .current),
      let packed = try? PackedFile(contentsOf: place, of: base, precision: .current)
    else { return base }
    return PackedWeights(base: base, packed: packed)
  }

  /// All weights of a network's products, from the checkpoint itself.
  private func freshlyPacked(
    _ network: Network, _ precision: Precision
  ) throws -> [String: PackedWeight] {
    let source = PackingWeights(try file(of: network))
    try Precision.$current.withValue(precision) {
      switch network {
      case .denoiser: _ = try unet(from: source)
      case .textEncoder: _ = try textEncoder(from: source)
      case .autoencoder: _ = try autoencoder(from: source)
      }
    }
    return source.packed
  }
}
