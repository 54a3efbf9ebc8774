internal import Foundation
internal import Tensors

/// What a run's result depends on beside the common configuration, as names with values.
///
/// Checkpoints keep it, so that a training that is gone on with under other conditions says so.
public struct TrainingParticulars: Sendable, Hashable {
  /// The values by their names, `base.objectWeight` for one.
  public private(set) var values: [String: String] = [:]

  /// Nothing particular.
  public init() {}

  /// Collects what is particular to a task.
  ///
  /// - Parameters:
  ///   - section: the task's name.
  ///   - settings: its settings.
  ///   - things: the names of the things that are seen, in their order.
  ///   - codec: the latents; nil where there are none.
  public init(
    _ section: String, _ settings: some Encodable, things: [String], codec: LatentCodec?
  ) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let data = try? encoder.encode(settings) {
      for (key, value) in Self.leaves(of: String(decoding: data, as: UTF8.self)) {
        values["\(section).\(key)"] = value
      }
    }
    values["things"] = things.joined(separator: ", ")
    if case .basis(let basis) = codec { values["latents"] = "basis \(basis.digest)" }
  }

  /// Reads what a checkpoint keeps; nothing where it keeps none.
  init(text: String) { values = Self.leaves(of: text) }

  /// What a checkpoint keeps.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// The names in which another run differs, each with both values; none where nothing is known of it.
  func differences(from other: TrainingParticulars) -> [String] {
    guard !other.values.isEmpty else { return [] }
    return Set(values.keys).union(other.values.keys).sorted().compactMap { key in
      values[key] == other.values[key]
        ? nil : "\(key) was \(other.values[key] ?? "unset"), is \(values[key] ?? "unset")"
    }
  }

  /// The values in an object of JSON by their paths.
  static func leaves(of text: String) -> [String: String] {
    func walk(_ value: Any, _ path: String) -> [(String, String)] {
      guard let object = value as? [String: Any] else { return [(path, "\(value)")] }
      return object.flatMap { walk($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    }
    guard let root = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return [:] }
    return Dictionary(walk(root, ""), uniquingKeysWith: { first, _ in first })
  }
}

extension PatchBasis {
  /// A number that tells bases apart (FNV-1a of the components and scales).
  fileprivate var digest: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for value in components.values + scales {
      hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }
}
