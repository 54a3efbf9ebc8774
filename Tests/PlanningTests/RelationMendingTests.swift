import Layouts
import Testing

@testable import Planning

/// Relations and sizes of planned layouts are broken; mending must restore every one.
@Suite struct RelationMendingTests {
  private static let captions = [
    "{} to the left of {}", "{} on the right of {}", "{} above {}", "{} below {}", "{} on {}",
    "{} on top of {}", "{} under {}", "{} next to {}", "{} inside {}", "{} in front of {}",
    "{} behind {}", "{} bigger than {}", "{} smaller than {}", "{} taller than {}",
    "{} wider than {}", "{} on the left and {} on the right", "{} between two {}s",
    "three {}s to the left of {}", "{} to the left of {} on a beach with an umbrella",
  ]
  private static let nouns = [
    ("a cat", "a chair"), ("a dog", "a bench"), ("a red apple", "a vase"), ("a mouse", "a horse"),
    ("a giraffe", "a book"), ("a bird", "a car"),
  ]

  private static func caption(_ template: String, _ pair: (String, String)) -> String {
    var parts = template.split(separator: "{}", omittingEmptySubsequences: false).map(String.init)
    for (place, phrase) in [pair.0, pair.1].enumerated() {
      let isPlural = parts[place + 1].hasPrefix("s")
      parts[place] += isPlural ? String(phrase.drop { $0 != " " }.dropFirst()) : phrase
    }
    return parts.joined()
  }

  @Test(arguments: captions) func restoresWhatWasExchanged(template: String) throws {
    let rules = try RuleSet()
    var found = 0
    for pair in Self.nouns {
      let caption = Self.caption(template, pair)
      let layout = try #require(plan(caption).layout, "\(caption)")
      for (first, second) in [(0, 1), (0, layout.objects.count - 1)] {
        var broken = layout
        broken.objects[first].region = layout.objects[second].region
        broken.objects[second].region = layout.objects[first].region
        guard rules.check(broken).findings.contains(where: { $0.severity > .note }) else {
          continue
        }
        found += 1
        let mended = rules.mend(broken, applying: .unsafe).edited.layout
        let left = rules.check(mended).findings.filter { $0.severity > .note }
        #expect(left.isEmpty, "\(caption): \(broken.objects.map(\.region.bounds))")
        let names = mended.objects.map(\.name).sorted()
        #expect(names == layout.objects.map(\.name).sorted(), "\(caption)")
        #expect(rules.mend(mended, applying: .unsafe).applied.isEmpty, "\(caption)")
      }
    }
    // Two that stand beside or behind each other do so, too, when they are exchanged.
    #expect(found > 0 || ["next to", "in front of", "behind"].contains { template.contains($0) })
  }
}
