internal import CKernels

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The instruction sets that products, convolutions and attention have kernels for, slowest first.
public enum KernelLevel: String, Sendable, Hashable, CaseIterable {
  /// The system's BLAS, on any processor.
  case portable
  /// AVX2 and FMA.
  case avx2
  /// AVX-512 (F, VL, DQ, BW).
  case avx512
  /// AVX-512 and, for bfloat16, AMX (TILE, BF16).
  case amx

  /// Whether this processor and its system let the level run.
  public var isSupported: Bool { self == .portable || kernels != nil }

  /// Whether attention of a precision rounds its operands here, or is computed in single precision.
  public func roundsAttention(_ precision: Precision) -> Bool {
    (kernels?.attentionParts(of: precision) ?? 0) > 0
  }

  /// The kernels of this level, nil for BLAS or where they cannot run.
  var kernels: ProductKernels? {
    switch self {
    case .portable: nil
    case .avx2: ckernels_avx2().map(ProductKernels.init)
    case .avx512: ckernels_avx512().map(ProductKernels.init)
    case .amx: ckernels_amx().map(ProductKernels.init)
    }
  }
}

/// Which kernels run in this process, and why.
public struct KernelChoice: Sendable, Hashable {
  /// The environment variable that forces a level.
  public static let variable = "MAQUETTE_KERNELS"

  /// What was chosen for this process, or why nothing could be.
  public static let outcome = Result { () throws(KernelChoiceError) in
    try KernelChoice(wish: getenv(variable).map { String(cString: $0) })
  }

  /// What runs in this process; a wish that cannot be met stops the program with its sentence.
  public static let current: KernelChoice = {
    switch outcome {
    case .success(let choice): choice
    case .failure(let error): preconditionFailure("\(error)")
    }
  }()

  /// The level that runs.
  public let level: KernelLevel
  /// Whether the level was asked for.
  public let isForced: Bool

  /// Chooses the level that was asked for, or else the fastest that the processor supports.
  ///
  /// - Parameter wish: a level's name; nil or empty for none.
  /// - Throws: `KernelChoiceError` when there is no such level or it cannot run here.
  public init(wish: String?) throws(KernelChoiceError) {
    guard let wish, !wish.isEmpty else {
      level = KernelLevel.allCases.last { $0.isSupported } ?? .portable
      isForced = false
      return
    }
    guard let level = KernelLevel(rawValue: wish) else { throw .unknown(wish) }
    guard level.isSupported else { throw .unsupported(level) }
    self.level = level
    isForced = true
  }

  /// The choice as a clause, such as "avx512, the fastest that the processor supports".
  public var explanation: String {
    "\(level.rawValue), "
      + (isForced
        ? "as \(Self.variable) asks" : "the fastest of \(Self.names) that the processor supports")
      + (ckernels_amx_refusal().map { "; it has AMX, but \(String(cString: $0))" } ?? "")
  }

  fileprivate static var names: String {
    KernelLevel.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

/// Why the kernels that were asked for cannot run.
public enum KernelChoiceError: Error, Hashable, CustomStringConvertible {
  /// There is no level of this name.
  case unknown(String)
  /// The processor or the system does not support the level.
  case unsupported(KernelLevel)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .unknown(let name):
      "\(KernelChoice.variable): expected one of \(KernelChoice.names), found '\(name)'"
    case .unsupported(let level):
      "\(KernelChoice.variable): this processor has no kernels for '\(level.rawValue)', only for "
        + KernelLevel.allCases.filter(\.isSupported).map(\.rawValue).joined(separator: ", ")
    }
  }
}
