import Foundation

/// Damaged files put before a reader for some time.
public struct Fuzzing: Sendable {
  /// How long each reader is tried: `MAQUETTE_FUZZ_SECONDS`, or a blink.
  public static let seconds =
    ProcessInfo.processInfo.environment["MAQUETTE_FUZZ_SECONDS"].flatMap(Double.init) ?? 0.1
  /// The largest file that is tried, in bytes.
  static let byteLimit = 1 << 16
  /// The longest that a reader may take for such a file; a debug build is some forty times slower.
  static let slowest = Duration.seconds(5)

  /// How many files were tried.
  public private(set) var count = 0
  /// How many of them were read, whatever they had become.
  public private(set) var readCount = 0
  /// The longest that one took.
  public private(set) var longest = Duration.zero
  /// What was wrong, with the seed of the file.
  public private(set) var complaints: [String] = []

  private let reader: FuzzReader
  private var seed: UInt64

  /// Prepares to try a reader; equal seeds give equal files.
  public init(_ reader: FuzzReader, firstSeed: UInt64 = 0) {
    self.reader = reader
    seed = firstSeed
  }

  /// Tries files for some seconds, at least a few.
  public mutating func run(seconds: Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let last = count + 20
    while count < last || clock.now - start < .seconds(seconds) {
      guard complaints.count < 5 else { return }
      seed += 1
      tryOne(clock)
    }
  }

  private mutating func tryOne(_ clock: ContinuousClock) {
    var random = SplitMix64(seed: seed)
    let bytes = Self.file(of: reader, using: &random)
    let begin = clock.now
    let outcome = reader.read(bytes)
    let duration = clock.now - begin
    count += 1
    longest = max(longest, duration)
    switch outcome {
    case .read: readCount += 1
    case .refused: break
    case .wrong(let what): complaints.append("\(reader.name), seed \(seed): \(what)")
    }
    if duration > Self.slowest {
      complaints.append(
        "\(reader.name), seed \(seed): \(bytes.count) bytes took \(duration)")
    }
  }

  /// The file of a seed.
  public static func file(of reader: FuzzReader, using random: inout SplitMix64) -> [UInt8] {
    var bytes = reader.sample(&random)
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      if Bool.random(using: &random) {
        reader.damage(&bytes, &random)
      } else {
        ByteDamage.allCases.randomElement(using: &random)?.apply(to: &bytes, using: &random)
      }
      if bytes.count > byteLimit { bytes.removeLast(bytes.count - byteLimit) }
    }
    return bytes
  }

  /// The memory that the process holds, in bytes, or nil where the system does not tell.
  public static var residentBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return nil
    }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }
}
