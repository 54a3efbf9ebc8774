import Tensors

extension Activation {
  /// Reads a name as diffusers and transformers publish it.
  init(published name: String, key: String) throws {
    switch name.lowercased() {
    case "silu", "swish": self = .silu
    case "gelu": self = .gelu
    case "gelu_new", "gelu_pytorch_tanh": self = .geluTanh
    case "quick_gelu": self = .quickGELU
    case "relu": self = .relu
    case "mish": self = .mish
    default:
      throw ConfigurationError.unsupported(
        file: "", key: key, found: "'\(name)'",
        expected: "one of silu, swish, gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, mish")
    }
  }
}

/// The largest size that a configuration may name: no published one comes near it, and products of
/// a few of them still fit an integer.
let largestSize = 1 << 20

/// The most layers, blocks or levels that a configuration may name.
let largestDepth = 1 << 10

/// Throws for the first key whose value lies outside a range.
func require(_ values: [(key: String, value: Int)], in range: ClosedRange<Int>) throws {
  for (key, value) in values where !range.contains(value) {
    let expected =
      range.lowerBound == 1 && value <= 0
      ? "a positive integer" : "an integer from \(range.lowerBound) to \(range.upperBound)"
    throw ConfigurationError.wrongType(
      file: "", key: key, found: "\(value)", expected: expected)
  }
}

/// Throws for the first key whose value is not finite or lies below a bound.
func require(_ values: [(key: String, value: Float)], atLeast bound: Float) throws {
  for (key, value) in values where !(value >= bound && value.isFinite) {
    throw ConfigurationError.wrongType(
      file: "", key: key, found: "\(value)", expected: "a number of at least \(bound)")
  }
}

/// Throws when a file describes another class than the one expected.
func requireClass(
  _ expected: String, _ keys: KeyedDecodingContainer<ConfigurationKey>, key: String = "_class_name"
) throws {
  let found = try keys.value(key, default: expected)
  guard found == expected else {
    throw ConfigurationError.unsupported(
      file: "", key: key, found: "'\(found)'", expected: "'\(expected)'")
  }
}

/// Throws when one key's value is not a multiple of another's.
func requireDivisible(_ value: Int, _ key: String, by divisor: Int, _ divisorKey: String) throws {
  guard divisor > 0, value % divisor == 0 else {
    throw ConfigurationError.wrongType(
      file: "", key: key, found: "\(value)", expected: "a multiple of \(divisorKey), \(divisor)")
  }
}
