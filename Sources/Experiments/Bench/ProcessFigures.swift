internal import Foundation

/// What the operating system knows of this process.
public enum ProcessFigures {
  /// The largest resident memory so far, in MiB.
  public static func peakMegabytes() -> Double {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) / 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }

  /// Milliseconds that some work takes by the clock.
  static func milliseconds(_ body: () -> Void) -> Double {
    let start = ContinuousClock.now
    body()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }

  /// Milliseconds that this thread spends on a core for some work.
  static func threadMilliseconds(_ body: () -> Void) -> Double {
    let start = threadTime()
    body()
    return threadTime() - start
  }

  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }

  /// By how many bytes the resident memory grows at most during some work.
  ///
  /// Linux forgets its peak when `5` is written to `clear_refs` (proc(5)); elsewhere the answer is nil.
  static func peakGrowth(_ body: () -> Void) -> Double? {
    #if os(Linux)
      giveFreeMemoryBack()
      let isReset = (try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))) != nil
      let before = statusKilobytes("VmRSS:")
      body()
      guard isReset, let before, let peak = statusKilobytes("VmHWM:") else { return nil }
      return max(0, peak - before) * 1024
    #else
      body()
      return nil
    #endif
  }

  /// Gives free memory back to the system, which would hide a growth; glibc alone keeps it.
  private static func giveFreeMemoryBack() {
    typealias Trim = @convention(c) (Int) -> Int32
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }

  private static func statusKilobytes(_ key: String) -> Double? {
    let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix(key) }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
  }

  /// Milliseconds since the kernel started the process; on Linux to a hundredth of a second.
  static func millisecondsSinceStart() -> Double {
    #if os(Linux)
      guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 19,
        let ticks = Double(fields[19])
      else { return .nan }
      var now = timespec()
      clock_gettime(CLOCK_BOOTTIME, &now)
      let seconds = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
      return (seconds - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))) * 1000
    #else
      return ProcessInfo.processInfo.systemUptime * 1000
    #endif
  }
}
