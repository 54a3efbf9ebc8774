public import FoundationEssentials

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The weights of a network as kernels read them, in a file beside the checkpoint.
///
/// A weight in it is neither converted nor packed: its panels are mapped, and read from the disk, or
/// from what the system remembers of it, when they are multiplied. The file is a safetensors file of
/// panels under the names of their weights, for the kernels of one level and one form of elements. It
/// says which weights it was packed from, and is refused where anything of that differs: panels have
/// no mark of their own by which wrong ones could be told.
public struct PackedFile: Sendable {
  /// The file.
  public let url: URL
  private let file: SafetensorsFile
  private let form: ElementForm
  private let kernels: ProductKernels

  /// Opens a file that was packed from some weights, for the kernels of this process.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - weights: the checkpoint's.
  ///   - precision: how they are to be multiplied.
  /// - Throws: why it can't be used.
  public init(
    contentsOf url: URL, of weights: SafetensorsFile, precision: Precision
  ) throws(PackedFileError) {
    guard let kernels = ProductKernels.current else { throw .noKernels }
    do { file = try SafetensorsFile(contentsOf: url) } catch { throw .damaged(error) }
    self.url = url
    self.kernels = kernels
    form = ElementForm(precision, kernels)
    let expected = Self.particulars(form, kernels, of: weights, contents: file.contents)
    for (key, value) in expected {
      let found = file.metadata[key]
      guard found == value else {
        throw .differs(file: url.path, key: key, found: found, expected: value)
      }
    }
  }

  /// Returns a weight, nil where the file has none of that name and shape for the precision.
  ///
  /// - Parameters:
  ///   - name: the weight's name in the checkpoint.
  ///   - shape: `[outputs, inputs]`, or `[outputs, height, width, inputs]`.
  ///   - tensor: the weight as the checkpoint has it, if that costs no memory.
  ///   - precision: how it is to be multiplied.
  /// - Returns: the weight, whose panels stay in the file.
  public func weight(
    named name: String, shape: Shape, tensor: Tensor?, precision: Precision
  ) -> PackedWeight? {
    guard ElementForm(precision, kernels) == form, let words = file.words(named: name) else {
      return nil
    }
    let panels = Panels(
      places: shape.count / max(1, shape[0] * shape.last), inputs: shape.last, columns: shape[0],
      form: form, packed: words, kernels)
    return panels.map { PackedWeight(shape, panels: $0, tensor: tensor) }
  }

  /// Writes weights to a file that appears complete or not at all.
  ///
  /// - Parameters:
  ///   - packed: the weights by name.
  ///   - url: where the file goes; an older one is replaced.
  ///   - weights: the checkpoint's, from which they come.
  ///   - precision: how they are multiplied.
  /// - Throws: `PackedFileError.noKernels` or `.unwritable`, with nothing left behind.
  public static func write(
    _ packed: [String: PackedWeight], to url: URL, of weights: SafetensorsFile, precision: Precision
  ) throws(PackedFileError) {
    guard let kernels = ProductKernels.current else { throw .noKernels }
    let form = ElementForm(precision, kernels)
    let ordered = packed.sorted { $0.key < $1.key }
      .map { (name: $0.key, panels: $0.value.forward(kernels).storage) }
    let contents = Digest(contents: ordered.map { ($0.name, $0.panels.count) })
    let header = SafetensorsFile.header(
      of: ordered.map { ($0.name, [$0.panels.count]) }, form == .floats ? .float32 : .uint32,
      Dictionary(
        uniqueKeysWithValues: particulars(form, kernels, of: weights, contents: contents)))
    do {
      var file = try AtomicFile.create(url.path)
      try file.write(header)
      for (_, panels) in ordered {
        try file.write(UnsafeRawBufferPointer(start: panels.base, count: 4 * panels.count))
        withExtendedLifetime(panels) {}
      }
      try file.commit()
    } catch {
      throw .unwritable(file: url.path, reason: error.reason)
    }
  }

  /// Tells whether a weight's panels are, to the bit, those in the file.
  public func holds(_ weight: PackedWeight, named name: String) -> Bool {
    guard let words = file.words(named: name) else { return false }
    let panels = weight.forward(kernels).storage
    guard words.count == panels.count else { return false }
    defer { withExtendedLifetime((words, panels)) {} }
    return memcmp(words.base, panels.base, 4 * words.count) == 0
  }

  /// What has to be the same for panels to fit: the more telling first.
  ///
  /// `format` is to be counted up by whoever changes the order of elements in panels.
  private static func particulars(
    _ form: ElementForm, _ kernels: ProductKernels, of weights: SafetensorsFile, contents: Digest
  ) -> [(key: String, value: String)] {
    [
      ("format", "maquette/packed/1"), ("form", "\(form)"), ("panel", "\(kernels.panel)"),
      ("lanes", "\(kernels.lanes)"), ("contents", "\(contents)"),
      ("weights", "\(weights.identity)"),
    ]
  }
}

/// Why a file of packed weights can't be used or written.
public enum PackedFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is none, or damaged.
  case damaged(SafetensorsError)
  /// The file was packed from other weights, or for other kernels.
  case differs(file: String, key: String, found: String?, expected: String)
  /// A weight in the file is not what packing it gives.
  case altered(file: String, name: String)
  /// The file could not be written; nothing was left behind.
  case unwritable(file: String, reason: String)
  /// BLAS reads weights as they are.
  case noKernels

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .damaged(let error): "\(error)"
    case .differs(let file, "weights", _, _):
      "\(file): the model's weights are not those that it was packed from"
    case .differs(let file, let key, let found, let expected):
      "\(file): expected packed weights with \(key) \(expected), found \(found ?? "none")"
    case .altered(let file, let name):
      "\(file): '\(name)' is not what packing the model's weight gives"
    case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
    case .noKernels:
      "BLAS reads weights as they are: only kernels of our own have them packed"
    }
  }
}

extension Digest {
  /// Creates the digest of what a file of panels should hold: names and words.
  fileprivate init(contents: [(name: String, words: Int)]) {
    self.init()
    for (name, words) in contents { add("\(name) \(words)\n") }
  }
}

extension SafetensorsFile {
  /// The digest of the names and sizes of what is there.
  fileprivate var contents: Digest {
    Digest(contents: names.map { ($0, shape(of: $0)?.count ?? 0) })
  }
}
