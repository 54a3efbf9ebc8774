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

/// Throws for the first key whose value is not positive.
func requirePositive(_ values: [(key: String, value: Int)]) throws {
  for (key, value) in values where value <= 0 {
    throw ConfigurationError.wrongType(
      file: "", key: key, found: "\(value)", expected: "a positive integer")
  }
}

/// Throws when one key's value is not a multiple of another's.
func requireDivisible(_ value: Int, _ key: String, by divisor: Int, _ divisorKey: String) throws {
  guard divisor > 0, value % divisor == 0 else {
    throw ConfigurationError.wrongType(
      file: "", key: key, found: "\(value)", expected: "a multiple of \(divisorKey), \(divisor)")
  }
}
