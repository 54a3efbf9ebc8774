import Foundation

/// What the processor can do, as far as kernels choose by it.
struct Processor: Sendable {
  /// The features that the kernels of ours and of BLAS ask for.
  static let asked = [
    "sse4_2", "avx", "f16c", "fma", "bmi2", "avx2", "avx512f", "avx512bw", "avx512cd", "avx512dq",
    "avx512vl", "avx512_bf16", "amx_tile", "amx_bf16", "asimd",
  ]

  /// The model name.
  let name: String
  /// Those of the features asked for that it has.
  let features: [String]

  /// Reads the kernel's description of the processors, in the form of Linux's `/proc/cpuinfo`.
  init(cpuinfo: String) {
    var fields: [Substring: Substring] = [:]
    for line in cpuinfo.split(separator: "\n") {
      let sides = line.split(separator: ":", maxSplits: 1)
      guard sides.count == 2 else { continue }
      let key = sides[0].trimmingCharacters(in: .whitespaces)
      fields[Substring(key)] = fields[Substring(key)] ?? sides[1]
    }
    let flags = (fields["flags"] ?? fields["Features"] ?? "").split(separator: " ")
    let has = Set(flags.map(String.init))
    features = Self.asked.filter(has.contains)
    name = (fields["model name"] ?? "").trimmingCharacters(in: .whitespaces)
  }

  /// The processor of this machine.
  static var current: Processor {
    Processor(cpuinfo: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
  }

  /// The level of our C kernels that the loader picks: those of the x86-64 psABI.
  var kernels: String {
    if features.contains("asimd") { return "arm64" }
    let levels = [
      ("x86-64-v4", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx2"]),
      ("x86-64-v3", ["avx2", "fma", "f16c", "bmi2"]),
    ]
    return levels.first { $0.1.allSatisfy(features.contains) }?.0 ?? "x86-64"
  }
}
