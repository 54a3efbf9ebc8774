public import Layouts

extension FuzzReader {
  /// A notation as a reader whose answers must be sound whatever it was given.
  public init(
    _ notation: any ExchangeNotation,
    damage: @escaping @Sendable (inout [UInt8], inout SplitMix64) -> Void
  ) {
    self.init(
      name: notation.name,
      sample: { random in
        let kind = RegionKind.allCases.randomElement(using: &random) ?? .mixed
        return Array(notation.print(.random(kind, using: &random)).text.utf8)
      },
      damage: damage,
      read: { Self.outcome(of: notation, reading: String(decoding: $0, as: UTF8.self)) })
  }

  /// Parses a text and checks what must hold whatever it was, writing it again included.
  private static func outcome(of notation: any ExchangeNotation, reading text: String) -> Outcome {
    let parsed: ParsedLayout
    let begin = Fuzzing.threadSeconds
    do throws(ParseFailure) {
      parsed = try notation.parse(text, canvas: .standard)
    } catch {
      let isInText = error.source.map { isWithin($0, text) } ?? true
      return isInText ? .refused : .wrong("the failure lies outside the text: \(error)")
    }
    let duration = Fuzzing.threadSeconds - begin
    guard duration < Fuzzing.limit(ofBytes: text.utf8.count) else {
      return .wrong("reading \(text.utf8.count) bytes took \(duration) s")
    }
    let layout = parsed.layout
    for finding in parsed.findings {
      guard finding.source.map({ isWithin($0, text) }) ?? true else {
        return .wrong("a finding lies outside the text: \(finding)")
      }
      guard finding.object.map(layout.objects.indices.contains) ?? true else {
        return .wrong("a finding names no object: \(finding)")
      }
    }
    guard parsed.places.isEmpty || parsed.places.count == layout.objects.count,
      parsed.places.allSatisfy({ isWithin($0, text) })
    else { return .wrong("\(parsed.places.count) places of \(layout.objects.count) objects") }
    guard layout.objects.allSatisfy({ $0.region.isFinite }) else {
      return .wrong("a region is not finite")
    }
    guard
      let again = try? JSONNotation().parse(JSONNotation().print(layout).text, canvas: .standard),
      again.layout.objects.count == layout.objects.count
    else { return .wrong("the layout is not read back from JSON") }
    if layout.objects.count < 100, layout.canvas.width * layout.canvas.height <= 1 << 21 {
      _ = notation.print(layout)
    }
    return .read
  }

  private static func isWithin(_ source: SourceRange, _ text: String) -> Bool {
    source.offset >= 0 && source.length >= 0 && source.offset + source.length <= text.utf8.count
      && source.line >= 1 && source.column >= 1
  }
}
