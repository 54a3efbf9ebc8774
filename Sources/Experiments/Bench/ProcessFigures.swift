internal import Foundation

/// What the operating system knows of this process.
enum ProcessFigures {
  /// The largest resident memory so far, in MiB.
  static func peakMegabytes() -> Double {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) / 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
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
