import Foundation
import Layouts
import Testing

@testable import Scenes

@Suite struct CaptionTests {
  static let synthesiser = SceneFixtures.synthesiser(
    SceneSettings(seed: 3, canvas: Canvas(width: 48, height: 48)))
  static let contents: [SceneContent] = {
    let canvas = synthesiser.makeCanvas()
    return (0..<800).map { synthesiser.paint(UInt64($0), on: canvas) }
  }()

  /// The rules of `maquette check` that know the caption find nothing wrong with any scene.
  @Test func captionsAreTrueByTheRules() throws {
    let rules = try RuleSet(select: ["MQ3"], ignore: [])
    var captions = CaptionReadings()
    var notes = 0
    for content in Self.contents {
      let findings = rules.check(content.layout(), captions: &captions).findings
      // The grammar may take "an orange fish" for an orange, and says so in a note.
      notes += findings.count { $0.severity == .note }
      #expect(
        findings.allSatisfy { $0.severity == .note },
        "\(content.caption) | \(content.objects.map(\.name)): \(findings.map(\.message))")
    }
    #expect(notes <= 2)
  }

  @Test func allWordsAreInTheVocabulary() {
    let words = Set(Self.synthesiser.vocabulary)
    for content in Self.contents {
      let said = content.caption.lowercased().replacing(",", with: " ,").split(separator: " ")
      for word in said { #expect(words.contains(String(word)), "\(content.caption): \(word)") }
    }
  }

  /// All forms occur, and counts and relations are told in only about half of the captions.
  @Test func captionsTakeManyForms() {
    let captions = Self.contents.map(\.caption)
    for form in [
      "A realistic photo of a scene with ", "a photo of ", "a picture of ", " to the left of ",
      " right of ", " above ", " below ", " on the left and ", " on the top and ", " without ",
      " and no ", "some ", "several ", " 2 ",
    ] {
      #expect(captions.contains { $0.contains(form) }, "no caption has “\(form)”")
    }
    let many = Self.contents.filter { Set($0.objects.map(\.group)).count < $0.objects.count }
    let told = many.count { content in
      content.caption.split(separator: " ").contains { word in
        ["two", "three", "four", "2", "3", "4"].contains(word)
      }
    }
    let share = Double(told) / Double(many.count)
    #expect((0.35...0.65).contains(share), "\(share)")
  }

  @Test func whatIsSaidToBeAbsentIsInTheNegativePrompt() {
    let absent = Self.contents.filter {
      $0.caption.contains(" without ") || $0.caption.contains(" and no ")
    }
    #expect(absent.count > 10)
    for content in Self.contents {
      #expect(content.negative.isEmpty != absent.contains(content))
      #expect(
        content.negative.isEmpty || content.caption.hasSuffix(content.negative)
          || content.caption.contains(content.negative + " "))
    }
  }
}
