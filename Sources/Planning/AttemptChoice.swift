import Layouts

/// Which of several attempts is taken, and why.
struct AttemptChoice {
  let attempts: [PlanAttempt]
  let choice: LanguageModelPlanner.Settings.Choice

  /// The attempt that is taken; nil when none holds a layout.
  var chosen: PlanAttempt? { place.map { attempts[$0] } }

  private var place: Int? {
    let readable = attempts.indices.filter { attempts[$0].layout != nil }
    switch choice {
    case .last: return readable.last
    // Of equal ones the latest: it has seen what was wrong with those before.
    case .fewestFindings: return readable.reversed().min { isBetter(attempts[$0], attempts[$1]) }
    }
  }

  private func isBetter(_ one: PlanAttempt, _ other: PlanAttempt) -> Bool {
    let (left, right) = (one.faultCounts, other.faultCounts)
    // What can't be measured keeps no relation at all.
    let (near, far) = (one.relationMargin ?? -.infinity, other.relationMargin ?? -.infinity)
    return (left.errors, left.warnings, -near) < (right.errors, right.warnings, -far)
  }

  /// What was taken and what was not, in words.
  var decisions: [PlanDecision] {
    guard let place else { return [] }
    let rule =
      choice == .last
      ? "the last one that holds a layout"
      : "the fewest errors, then warnings, then the widest margin, then the latest"
    let heading =
      "answer \(place + 1) of \(attempts.count) is taken by --choose \(choice.rawValue): \(rule)"
    return [PlanDecision(topic: .choice, message: heading)]
      + attempts.indices.map {
        PlanDecision(topic: .choice, message: "answer \($0 + 1) \(Self.words(of: attempts[$0]))")
      }
  }

  /// "(sample 0, round 1) has 1 error and 2 warnings; its least-kept relation has 12.5 % to spare".
  private static func words(of attempt: PlanAttempt) -> String {
    let place = "(sample \(attempt.sample), round \(attempt.round))"
    guard attempt.layout != nil else { return "\(place) holds no layout" }
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    let (errors, warnings) = attempt.faultCounts
    var words = "\(place) has \(counted(errors, "error")) and \(counted(warnings, "warning"))"
    if let margin = attempt.relationMargin {
      let percent = (margin.magnitude * 1000).rounded() / 10
      words += "; its least-kept relation "
      words +=
        margin > 0
        ? "has \(percent) % of the canvas to spare" : "is missed by \(percent) % of the canvas"
    }
    return words
  }
}
