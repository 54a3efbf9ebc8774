import Foundation

/// When to ask again, and how long to wait before it.
///
/// Statuses, headers and delays are those of openai-python's `_base_client.py`.
public struct RetryPolicy: Hashable, Sendable {
  /// How often to ask again.
  public var maximumRetries: Int
  /// The first delay in seconds; each next one is twice as long.
  public var firstDelay: Double
  /// The longest delay in seconds that we choose ourselves.
  public var longestDelay: Double
  /// The longest delay in seconds that a server may ask for.
  public var longestRequestedDelay: Double
  /// The largest part by which a delay is shortened at random.
  public var jitter: Double

  /// Creates a policy.
  public init(
    maximumRetries: Int = 2, firstDelay: Double = 0.5, longestDelay: Double = 8,
    longestRequestedDelay: Double = 120, jitter: Double = 0.25
  ) {
    self.maximumRetries = maximumRetries
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
    self.longestRequestedDelay = longestRequestedDelay
    self.jitter = jitter
  }

  /// What to do after a failure.
  enum Decision: Hashable {
    case giveUp
    case wait(seconds: Double)
    /// The server asks for more patience than we have.
    case tooLong(seconds: Double)
  }

  /// Decides what to do after a failure.
  ///
  /// - Parameters:
  ///   - failure: what went wrong.
  ///   - attempt: how often was asked again already.
  ///   - now: the time that a date in `Retry-After` is compared with.
  /// - Returns: whether and how long to wait.
  func decision(after failure: CompletionFailure, attempt: Int, now: Date = Date()) -> Decision {
    guard attempt < maximumRetries else { return .giveUp }
    switch failure {
    case .transport(let failure) where failure.isTransient: return .wait(seconds: delay(attempt))
    case .refused(let error) where mayRetry(error):
      guard let requested = Self.requestedDelay(error.head, now: now) else {
        return .wait(seconds: delay(attempt))
      }
      return requested <= longestRequestedDelay
        ? .wait(seconds: requested) : .tooLong(seconds: requested)
    default: return .giveUp
    }
  }

  private func mayRetry(_ error: ServiceError) -> Bool {
    switch error.head["x-should-retry"]?.lowercased() {
    case "true": return true
    case "false": return false
    default: break
    }
    // No waiting brings a used-up quota back, and some servers dress our own mistakes as theirs.
    let hopeless = ["insufficient_quota", "invalid_request_error"]
    if hopeless.contains(where: { $0 == error.code || $0 == error.type }) { return false }
    if error.status == 200 { return error.type == "overloaded_error" }
    return [408, 409, 429].contains(error.status) || error.status >= 500
  }

  private func delay(_ attempt: Int) -> Double {
    let doubled = min(longestDelay, firstDelay * Double(1 << min(attempt, 20)))
    return doubled * (1 - Double.random(in: 0...max(jitter, 0)))
  }

  /// How many seconds the server asks to wait; nil when it says nothing that can be waited.
  static func requestedDelay(_ head: HTTPHead, now: Date) -> Double? {
    let candidates = [
      head["retry-after-ms"].flatMap(Double.init).map { $0 / 1000 },
      head["retry-after"].flatMap(Double.init),
      head["retry-after"].flatMap(date).map { $0.timeIntervalSince(now) },
    ]
    return candidates.lazy.compactMap { $0 }.first { $0.isFinite && $0 >= 0 }
  }

  /// The three forms of a date in HTTP (RFC 9110, section 5.6.7).
  private static func date(_ text: String) -> Date? {
    let formats = [
      "EEE, dd MMM yyyy HH:mm:ss zzz", "EEEE, dd-MMM-yy HH:mm:ss zzz", "EEE MMM d HH:mm:ss yyyy",
    ]
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    for format in formats {
      formatter.dateFormat = format
      if let date = formatter.date(from: text) { return date }
    }
    return nil
  }
}
