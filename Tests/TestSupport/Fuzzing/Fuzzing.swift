import Foundation

/// Damaged files put before a reader for some time.
public struct Fuzzing: Sendable {
  /// How long each reader is tried: `MAQUETTE_FUZZ_SECONDS`, or a blink.
  public static let seconds =
    ProcessInfo.processInfo.environment["MAQUETTE_FUZZ_SECONDS"].flatMap(Double.init) ?? 0.1
  /// The seed of the first file: `MAQUETTE_FUZZ_SEED`, so that what a complaint names is tried again.
  public static let firstSeed =
    ProcessInfo.processInfo.environment["MAQUETTE_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
  /// The readers that `MAQUETTE_FUZZ_READERS` names, parted by commas; nil for all.
  public static let wanted: [String]? = {
    let names = ProcessInfo.processInfo.environment["MAQUETTE_FUZZ_READERS"] ?? ""
    return names.isEmpty ? nil : names.split(separator: ",").map(String.init)
  }()
  /// Those of some readers that are tried.
  public static func chosen(_ readers: [String]) -> [String] {
    readers.filter { wanted?.contains($0) ?? true }
  }

  /// The largest file that is tried, in bytes.
  static let byteLimit = 1 << 16
  /// The longest that a reader may work on a file, in seconds; a debug build is some forty times slower.
  ///
  /// It is the thread's own time, which other programs hardly change.
  public static func limit(ofBytes count: Int) -> Double {
    let limit = 1 + Double(count) * 6e-5
    #if DEBUG
      return limit
    #else
      return limit / 10
    #endif
  }

  /// How many files were tried.
  public private(set) var count = 0
  /// How many of them were read, whatever they had become.
  public private(set) var readCount = 0
  /// The longest that the thread worked on one, in seconds, and the seed of that file.
  public private(set) var longest = (seconds: 0.0, seed: UInt64(0))
  /// What was wrong, with the seed of the file.
  public private(set) var complaints: [String] = []

  private let reader: FuzzReader
  private var seed: UInt64

  /// Prepares to try a reader; equal seeds give equal files.
  public init(_ reader: FuzzReader, firstSeed: UInt64 = Self.firstSeed) {
    self.reader = reader
    seed = firstSeed
  }

  /// Tries files for some seconds, at least a few.
  public mutating func run(seconds: Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let last = count + 20
    while complaints.count < 5, count < last || clock.now - start < .seconds(seconds) {
      tryOne()
      seed += 1
    }
    print(
      "fuzzed \(reader.name) with \(count) files, \(readCount) read, the slowest (seed "
        + "\(longest.seed)) took \(longest.seconds) s\(Self.peakWords)")
  }

  private mutating func tryOne() {
    var random = SplitMix64(seed: seed)
    let bytes = Self.file(of: reader, using: &random)
    var outcome = FuzzReader.Outcome.refused
    let duration = HangWatch.shared.seconds(reader.name, seed: seed) {
      outcome = reader.read(bytes)
    }
    count += 1
    if duration > longest.seconds { longest = (duration, seed) }
    switch outcome {
    case .read: readCount += 1
    case .refused: break
    case .wrong(let what): complaints.append("\(reader.name), seed \(seed): \(what)")
    }
    // What was read is written and read again as well.
    if duration > 10 * Self.limit(ofBytes: bytes.count) {
      complaints.append(
        "\(reader.name), seed \(seed): \(bytes.count) bytes took \(duration) s")
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

  /// The seconds that this thread has spent on a core.
  public static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What a summary says of the memory that the process held at most, where the system tells.
  public static var peakWords: String {
    let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let peak = line?.dropFirst(6).trimmingCharacters(in: .whitespaces)
    return peak.map { ", peak memory \($0)" } ?? ""
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
