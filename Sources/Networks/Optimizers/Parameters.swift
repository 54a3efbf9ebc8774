internal import Synchronization
public import Tensors

/// The learnable numbers of one or several networks by their published names: what an optimizer moves.
///
/// A network is built anew from them for every step, since constructing a layer loads it:
///
///     let tracked = parameters.tracked()
///     let unet = try UNet2DConditionModel(configuration, tracked["unet"])
///     let gradients = loss(unet).gradients(of: tracked.values)
///
/// Kernels are kept in the order of our pictures, so that building copies nothing; `published` gives
/// them back as checkpoints hold them.
public struct Parameters: WeightSource {
  /// What is known of one tensor.
  public struct Entry: Sendable, Hashable {
    /// The name of its network, a dot, and its published name.
    public let name: String
    /// Its published shape.
    public let shape: Shape
    /// Whether it is a convolution's kernels.
    public let isKernel: Bool
  }

  /// One network: its name, where its numbers come from, and how it is built.
  public struct Part {
    let name: String
    let source: any WeightSource
    let build: (Weights) throws -> Void

    /// Creates a part; `build` constructs the network, whose layers ask for their numbers.
    public init(
      _ name: String, from source: any WeightSource, build: @escaping (Weights) throws -> Void
    ) {
      self.name = name
      self.source = source
      self.build = build
    }
  }

  /// The tensors in the order in which the networks ask for them.
  public let entries: [Entry]
  /// The numbers of each entry, kernels in the order of our pictures.
  public var values: [Tensor]
  private let places: [String: Int]

  /// How messages name this source.
  public let place = "the parameters in training"

  /// Collects the numbers of networks by building each once.
  ///
  /// - Throws: what building throws.
  public init(_ parts: [Part]) throws {
    var entries: [Entry] = []
    var values: [Tensor] = []
    for part in parts {
      let recorder = WeightRecorder(part.source)
      try part.build(Weights(recorder))
      for (entry, tensor) in recorder.recorded {
        entries.append(
          Entry(
            name: "\(part.name).\(entry.name)", shape: entry.shape, isKernel: entry.isKernel))
        values.append(tensor.detached())
      }
    }
    self.init(entries: entries, values: values)
  }

  private init(entries: [Entry], values: [Tensor]) {
    self.entries = entries
    self.values = values
    places = Dictionary(
      entries.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The cursor at a network's numbers.
  public subscript(part: String) -> Weights { Weights(self)[part] }

  /// How many numbers there are.
  public var count: Int { entries.reduce(0) { $0 + $1.shape.count } }

  /// How many numbers a network has.
  public func count(of part: String) -> Int {
    entries.filter { $0.name.hasPrefix("\(part).") }.reduce(0) { $0 + $1.shape.count }
  }

  /// Returns the same numbers, for which gradients can be asked.
  public func tracked() -> Parameters {
    Parameters(entries: entries, values: values.map { $0.tracked() })
  }

  /// Returns a part of the parameters, such as the layers of an adapter among those of its base.
  public func filtered(_ isIncluded: (Entry) -> Bool) -> Parameters {
    let kept = entries.indices.filter { isIncluded(entries[$0]) }
    return Parameters(entries: kept.map { entries[$0] }, values: kept.map { values[$0] })
  }

  /// Returns these entries with other numbers.
  public func replacing(_ values: [Tensor]) -> Parameters {
    precondition(
      values.count == entries.count, "parameters: \(values.count) tensors for \(entries.count)")
    return Parameters(entries: entries, values: values)
  }

  /// Tells whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// Returns the tensor of a name and a published shape.
  public func tensor(named name: String, shape: Shape) throws -> Tensor {
    let index = try index(of: name, shape: shape)
    return entries[index].isKernel ? values[index].permuted([0, 3, 1, 2]) : values[index]
  }

  /// Returns the kernels of a name and a published shape in the order of our pictures.
  public func kernel(named name: String, shape: Shape) throws -> Tensor {
    let index = try index(of: name, shape: shape)
    return entries[index].isKernel ? values[index] : values[index].permuted([0, 2, 3, 1])
  }

  private func index(of name: String, shape: Shape) throws -> Int {
    guard let index = places[name] else {
      throw WeightsError.missing(place: place, name: name, shape: shape)
    }
    guard entries[index].shape == shape else {
      throw WeightsError.misshapen(
        place: place, name: name, found: entries[index].shape, expected: shape)
    }
    return index
  }
}

// MARK: - As checkpoints hold them

extension Parameters {
  /// The tensors of a network by their published names and in their published shapes.
  public func published(_ part: String) -> [String: Tensor] {
    let prefix = "\(part)."
    return published(values).reduce(into: [:]) { result, pair in
      guard pair.key.hasPrefix(prefix) else { return }
      result[String(pair.key.dropFirst(prefix.count))] = pair.value
    }
  }

  /// Returns tensors that belong to these entries, such as moments, under the names and in the shapes
  /// of a checkpoint.
  public func published(_ tensors: [Tensor]) -> [String: Tensor] {
    Dictionary(
      zip(entries, tensors).map { entry, tensor in
        (entry.name, entry.isKernel ? tensor.permuted([0, 3, 1, 2]) : tensor)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads tensors that belong to these entries.
  ///
  /// - Parameters:
  ///   - source: the checkpoint.
  ///   - prefix: what stands before every name there.
  /// - Returns: a tensor an entry, kernels in the order of our pictures.
  /// - Throws: `WeightsError` where the checkpoint is of another architecture.
  public func read(from source: any WeightSource, prefix: String = "") throws -> [Tensor] {
    try entries.map { entry in
      let name = prefix + entry.name
      return entry.isKernel
        ? try source.kernel(named: name, shape: entry.shape)
        : try source.tensor(named: name, shape: entry.shape)
    }
  }
}

/// Hands weights on and remembers what was asked for, in order.
private final class WeightRecorder: WeightSource {
  typealias Record = (entry: Parameters.Entry, tensor: Tensor)

  private let source: any WeightSource
  private let records = Mutex<[Record]>([])

  init(_ source: any WeightSource) { self.source = source }

  var place: String { source.place }

  var recorded: [Record] { records.withLock { $0 } }

  func contains(_ name: String) -> Bool { source.contains(name) }

  func tensor(named name: String, shape: Shape) throws -> Tensor {
    let tensor = try source.tensor(named: name, shape: shape)
    record(Parameters.Entry(name: name, shape: shape, isKernel: false), tensor)
    return tensor
  }

  func kernel(named name: String, shape: Shape) throws -> Tensor {
    let tensor = try source.kernel(named: name, shape: shape)
    record(Parameters.Entry(name: name, shape: shape, isKernel: true), tensor)
    return tensor
  }

  private func record(_ entry: Parameters.Entry, _ tensor: Tensor) {
    records.withLock { records in
      if !records.contains(where: { $0.entry.name == entry.name }) {
        records.append((entry, tensor))
      }
    }
  }
}
