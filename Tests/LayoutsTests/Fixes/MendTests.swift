import Layouts
import TestSupport
import Testing

/// What holds of every layout that is mended, whatever was wrong with it.
@Suite struct MendTests {
  private func rules() throws -> RuleSet { try RuleSet() }

  private func expectMended(_ layout: Layout, applying most: Fix.Applicability) throws {
    let rules = try rules()
    let mended = rules.mend(layout, applying: most)
    let after = mended.edited.layout
    #expect(rules.mend(after, applying: most).applied.isEmpty, "\(layout)")
    let left = rules.offeringFixes(rules.check(after), of: after).findings
    let fixable = left.filter {
      $0.fix.map { most == .unsafe || $0.applicability == .safe } ?? false
    }
    #expect(fixable.isEmpty, "\(fixable) of \(layout)")

    let before = rules.check(layout).findings
    func errors(_ findings: [Finding]) -> [String: Int] {
      findings.filter { $0.severity == .error }.reduce(into: [:]) { $0[$1.rule, default: 0] += 1 }
    }
    let known = errors(before)
    #expect(errors(left).allSatisfy { $0.value <= known[$0.key] ?? 0 })
    #expect(mended.applied.isEmpty == (after == layout))
    expectOthersUntouched(layout, mended)
  }

  /// What no fix names stays as it was to the last bit.
  private func expectOthersUntouched(_ layout: Layout, _ mended: RuleSet.Mended) {
    var replay = EditedLayout(layout)
    var touched: Set<Int> = []
    for finding in mended.applied {
      let edits = finding.fix?.edits ?? []
      for edit in edits {
        switch edit {
        case .setRegion(_, let index), .rename(_, let index), .describe(_, let index):
          if let origin = replay.origins[index] { touched.insert(origin) }
        default: break
        }
      }
      var next = EditedLayout(replay.layout)
      next.apply(edits)
      next.origins = next.origins.map { $0.flatMap { replay.origins[$0] } }
      replay = next
    }
    #expect(replay == mended.edited)
    for (object, origin) in zip(mended.edited.layout.objects, mended.edited.origins) {
      guard let origin, !touched.contains(origin) else { continue }
      #expect(object == layout.objects[origin])
    }
  }

  @Test(arguments: [Fix.Applicability.safe, .unsafe])
  func endsForAnyLayout(_ most: Fix.Applicability) throws {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<20 {
      try expectMended(.random(.boxes, using: &generator), applying: most)
    }
    for _ in 0..<3 {
      var layout = Layout.random(.ellipses, using: &generator)
      layout.objects = Array(layout.objects.prefix(3))
      try expectMended(layout, applying: most)
    }
  }

  /// A layout of things apart, with one fault.
  private static func planted(
    _ fault: Int, using generator: inout SplitMix64
  ) -> (layout: Layout, isMendable: Bool) {
    var layout = Layout(background: "a realistic photo of a park", negative: "people")
    layout.objects = ["a cat", "a red car", "an owl"].enumerated().map { index, name in
      let x = Double(20 + 165 * index + Int.random(in: 0...20, using: &generator))
      let y = Double(Int.random(in: 150...250, using: &generator))
      return LayoutObject(name: name, box: Box(x: x, y: y, width: 125, height: 140))
    }
    let box = layout.objects[1].region.bounds
    let place = Int.random(in: 0...2, using: &generator)
    switch fault {
    case 0: layout.objects[2].region = .box(Box(x: 480, y: 200, width: 125, height: 140))
    case 1: layout.objects[0].region = .box(Box(x: 60, y: 60, width: -30, height: 90))
    case 2: layout.objects[place].region = .box(Box(x: 300, y: 20, width: 20, height: 20))
    case 3: layout.objects.append(LayoutObject(name: "a dog", box: box))
    case 4:
      var other = box
      other.x += 25
      layout.objects.append(LayoutObject(name: "a dog", box: other))
    case 5: layout.objects[place].name = "two owls"
    case 6: layout.background = "a park with an owl and a bench"
    case 7: layout.negative = "owls, people"
    case 8: layout.negative = "people <Scene Two End>"
    case 9:
      layout.objects.append(
        LayoutObject(name: "a lawn", box: Box(x: 0, y: 0, width: 512, height: 512)))
    case 10: layout.objects[place].name = "object 1"
    case 11:
      layout.objects[place].region = .box(Box(x: 10, y: 20, width: 480, height: 20))
    case 12:
      layout.objects[1].region = .ellipse(
        Ellipse(centerX: 256, centerY: 220, major: 40, minor: 80, angle: 20))
    default:
      layout.objects.insert(
        LayoutObject(name: "a ball", box: Box(x: box.x + 30, y: box.y + 30, width: 80, height: 80)),
        at: 0)
    }
    return (layout, true)
  }

  @Test(arguments: 0...13)
  func mendsPlantedFaults(_ fault: Int) throws {
    var generator = SplitMix64(seed: UInt64(fault))
    for _ in 0..<3 {
      let (layout, _) = Self.planted(fault, using: &generator)
      let rules = try rules()
      #expect(!rules.check(layout).findings.isEmpty)
      try expectMended(layout, applying: .unsafe)
      try expectMended(layout, applying: .safe)
      let after = rules.mend(layout, applying: .unsafe).edited.layout
      #expect(rules.check(after).findings.isEmpty, "\(rules.check(after).findings)")
    }
  }

  @Test func leavesSuppressedFindingsAlone() throws {
    var layout = Layout(objects: [
      LayoutObject(name: "a dog", box: Box(x: 400, y: 10, width: 200, height: 200))
    ])
    layout.objects[0].extras = [
      "suppressions": [["rule": "out-of-canvas", "reason": "it walks in"]]
    ]
    #expect(try rules().mend(layout, applying: .unsafe).applied.isEmpty)
  }

  @Test func givesUpOnHopelessLayoutsInTime() throws {
    let box = Box(x: 100, y: 100, width: 100, height: 100)
    let objects = (0..<100).map { LayoutObject(name: "thing \($0)", box: box) }
    _ = try RuleSet(select: ["near-duplicate"]).mend(Layout(objects: objects), applying: .safe)
  }
}
