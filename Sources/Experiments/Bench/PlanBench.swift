public import Layouts
public import Planning

/// Times the offline planner, on one core.
///
/// The captions are those of LMD's four tasks, each time with another seed; nothing of one plan helps
/// the next. Times are those that the planning thread spent on a core.
public struct PlanBench: Sendable {
  /// How fast the captions of a task were planned.
  public struct Speed: Sendable {
    /// The task.
    public let group: String
    /// The number of captions.
    public let captions: Int
    /// The number of layouts that came of them.
    public let layouts: Int
    /// The mean of the milliseconds that a caption took.
    public let meanMilliseconds: Double
    /// The milliseconds of the slowest caption.
    public let slowestMilliseconds: Double
    /// Captions a second.
    public var captionsPerSecond: Double { 1000 / meanMilliseconds }

    /// The speed as one JSON object.
    public var json: JSONValue {
      [
        "group": .string(group), "captions": .integer(captions), "layouts": .integer(layouts),
        "mean_ms": .number(meanMilliseconds), "slowest_ms": .number(slowestMilliseconds),
        "captions_per_s": .number(captionsPerSecond),
      ]
    }
  }

  private let captions: Int
  private let style: PromptStyle

  /// Prepares the captions.
  ///
  /// - Parameters:
  ///   - captions: how many of each task are planned.
  ///   - style: the form of the layouts.
  public init(captions: Int, style: PromptStyle) {
    self.captions = captions
    self.style = style
  }

  /// The speed for each task, and last for all of them.
  public var speeds: [Speed] {
    let groups = Dictionary(grouping: LMDSuite().cases, by: \.group).sorted { $0.key < $1.key }
    var all: [Time] = []
    var speeds: [Speed] = []
    for (group, cases) in groups {
      let times = times(of: cases.map(\.prompt))
      speeds.append(Self.speed(of: group, times))
      all += times
    }
    return speeds + [Self.speed(of: "all", all)]
  }

  private typealias Time = (milliseconds: Double, isPlanned: Bool)

  private static func speed(of group: String, _ times: [Time]) -> Speed {
    let milliseconds = times.map(\.milliseconds)
    return Speed(
      group: group, captions: times.count, layouts: times.count { $0.isPlanned },
      meanMilliseconds: milliseconds.reduce(0, +) / Double(max(1, times.count)),
      slowestMilliseconds: milliseconds.max() ?? 0)
  }

  private func times(of prompts: [String]) -> [Time] {
    let planner = OfflinePlanner()
    return (0..<captions).map { index in
      let request = PlanRequest(
        caption: Caption(prompts[index % prompts.count]), style: style,
        seed: UInt64(index / prompts.count))
      var plan: Plan?
      let milliseconds = ProcessFigures.threadMilliseconds { plan = planner.plan(request) }
      return (milliseconds, plan?.layout != nil)
    }
  }
}
