import Foundation
import Layouts
import TestSupport
import Testing

@testable import Planning

/// No exemplar may break the rules that the templates teach.
@Suite struct ExemplarTests {
  static let exemplars: [Exemplar] = {
    let store = try? TemplateStore(root: repository.appending(path: "Templates"))
    return (try? store?.exemplars()) ?? []
  }()

  /// Those of other languages, which the offline planner does not read.
  static let foreign: [Exemplar] = {
    let store = try? TemplateStore(root: repository.appending(path: "Templates"))
    return (try? store?.exemplars(in: "exemplars/languages")) ?? []
  }()

  static let canvases = [
    Canvas.standard, Canvas(width: 1024, height: 256), Canvas(width: 64, height: 64),
    Canvas(width: 768, height: 1024),
  ]

  @Test func thereAreEnough() { #expect(Self.exemplars.count >= 8) }

  @Test(arguments: exemplars + foreign)
  func layoutIsInsideTheCanvasWithoutOverlap(exemplar: Exemplar) {
    for canvas in Self.canvases + [exemplar.layout.canvas] {
      let layout = exemplar.layout(on: canvas, asEllipses: false)
      #expect(layout.boxes.count == layout.objects.count)
      #expect(layout.boxes.allSatisfy { canvas.bounds.contains($0) && $0.area > 0 })
      #expect(layout.overlapping == nil, "\(exemplar.name) on \(canvas)")
    }
  }

  @Test(arguments: exemplars + foreign)
  func blobsLieInsideTheCanvasAndAreNormal(exemplar: Exemplar) {
    for canvas in Self.canvases {
      for object in exemplar.layout(on: canvas, asEllipses: true).objects {
        guard case .ellipse(let ellipse) = object.region else {
          Issue.record("\(exemplar.name): \(object.name) is no ellipse")
          continue
        }
        #expect(ellipse.major >= ellipse.minor && ellipse.minor >= 1)
        #expect(ellipse.angle >= 0 && ellipse.angle < 180)
        let bounds = ellipse.bounds
        #expect(bounds.x >= -1 && bounds.y >= -1)
        #expect(bounds.maxX <= Double(canvas.width) + 1, "\(exemplar.name)")
        #expect(bounds.maxY <= Double(canvas.height) + 1, "\(exemplar.name)")
      }
    }
  }

  /// The offline planner reads numbers, attributes and exclusions out of each caption.
  @Test(arguments: exemplars)
  func objectsAndExclusionsAreThoseOfTheCaption(exemplar: Exemplar) throws {
    let planned = try #require(plan(exemplar.layout.caption).layout, "\(exemplar.name)")
    #expect(planned.objects.map(\.name).sorted() == exemplar.layout.objects.map(\.name).sorted())
    #expect(planned.negative == exemplar.layout.negative)
  }

  /// The relations of the captions hold for the middles of the exemplars' boxes.
  @Test(arguments: exemplars)
  func relationsOfTheCaptionHold(exemplar: Exemplar) throws {
    let (scene, _) = try CaptionGrammar.read(Caption(exemplar.layout.caption))
    let arrangement = try Arrangement(scene)
    for order in arrangement.orders {
      let first = scene.things[arrangement.parts[order.first].thing].phrase.name
      let second = scene.things[arrangement.parts[order.second].thing].phrase.name
      let centers = [first, second].map { name in
        exemplar.layout.objects.filter { $0.name == name }.map(\.region.bounds).map {
          order.axis == .x ? $0.centerX : $0.centerY
        }
      }
      let isSplit =
        arrangement.partsOfThing[arrangement.parts[order.first].thing].count > 1
        || arrangement.partsOfThing[arrangement.parts[order.second].thing].count > 1
      let least = try #require(isSplit ? centers[0].min() : centers[0].max())
      let most = try #require(isSplit ? centers[1].max() : centers[1].min())
      #expect(least < most, "\(exemplar.name): \(first) before \(second)")
    }
  }

  @Test(arguments: exemplars)
  func backgroundNamesNeitherObjectsNorExclusions(exemplar: Exemplar) {
    let background = words(exemplar.layout.background)
    #expect(!background.isEmpty)
    for object in exemplar.layout.objects {
      let noun = object.name.split(separator: " ").last.map(String.init) ?? ""
      #expect(!background.contains(noun), "\(exemplar.name): \(noun)")
    }
    #expect(background.isDisjoint(with: words(exemplar.layout.negative)))
  }

  /// Together the exemplars show what the templates speak of.
  @Test func coverEveryLesson() {
    let layouts = Self.exemplars.map(\.layout)
    #expect(layouts.contains { !$0.negative.isEmpty })
    #expect(layouts.contains { $0.objects.isEmpty })
    #expect(layouts.contains { $0.objects.count >= 4 })
    #expect(layouts.contains { $0.canvas.width != $0.canvas.height })
    #expect(layouts.contains { $0.background.contains("painting") })
    #expect(layouts.contains { $0.objects.contains { $0.extras["tilt"] != nil } })
    for relation in ["left", "right", "above", "under", "between", "on top of", "next to"] {
      #expect(layouts.contains { $0.caption.contains(relation) }, "\(relation)")
    }
  }

  private func words(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter }.map(String.init))
  }
}

extension Exemplar: CustomTestStringConvertible {
  /// The exemplar's name.
  public var testDescription: String { name }
}
