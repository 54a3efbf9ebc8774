import Layouts

@testable import Planning

/// A fault that is put into a layout that has none, for measuring which of them are found.
enum PlantedFault: String, CaseIterable {
  case objectLost = "an object lost"
  case objectDoubled = "an object doubled"
  case exchanged = "two objects exchanged"
  case coloursExchanged = "colours exchanged"
  case colourLost = "a colour lost"
  case excludedAdded = "an excluded object added"
  case outOfBounds = "out of bounds"
  case foreignName = "a name in another language"

  /// Puts the fault into a layout.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - asked: the objects that stand for what is asked for by number.
  ///   - pair: two objects whose exchange turns a relation around, if there are such.
  ///   - excluded: the name of what the caption excludes, if it excludes something.
  ///   - random: what chooses.
  /// - Returns: the layout with the fault, or nil when it can't have it.
  func plant(
    in layout: Layout, asked: [Int], pair: (Int, Int)?, excluded: String?,
    random: inout SplitMix
  ) -> Layout? {
    var layout = layout
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    switch self {
    case .objectLost:
      guard !asked.isEmpty else { return nil }
      layout.objects.remove(at: asked[pick(asked.count)])
    case .objectDoubled:
      guard !asked.isEmpty else { return nil }
      layout.objects.append(layout.objects[asked[pick(asked.count)]])
    case .exchanged:
      guard let (first, second) = pair else { return nil }
      let region = layout.objects[first].region
      layout.objects[first].region = layout.objects[second].region
      layout.objects[second].region = region
    case .coloursExchanged, .colourLost:
      guard changeColours(of: &layout, first: pick(2)) else { return nil }
    case .excludedAdded:
      guard let excluded else { return nil }
      layout.objects.append(
        LayoutObject(name: excluded, box: Box(x: 50, y: 60, width: 150, height: 120)))
    case .outOfBounds:
      guard !layout.objects.isEmpty else { return nil }
      let place = pick(layout.objects.count)
      var box = layout.objects[place].region.bounds
      box.x = Double(layout.canvas.width) - box.width / 2
      layout.objects[place].region = .box(box)
    case .foreignName:
      guard !layout.objects.isEmpty else { return nil }
      layout.objects[pick(layout.objects.count)].name = Self.foreign[pick(Self.foreign.count)]
    }
    return layout
  }

  /// Exchanges the second words of two names of three words, or takes one of them away.
  private func changeColours(of layout: inout Layout, first: Int) -> Bool {
    var words = layout.objects.map { $0.name.split(separator: " ") }
    guard words.count == 2, words.allSatisfy({ $0.count == 3 }), words[0][1] != words[1][1] else {
      return false
    }
    if self == .colourLost {
      words[first].remove(at: 1)
    } else {
      (words[0][1], words[1][1]) = (words[1][1], words[0][1])
    }
    for index in 0..<2 { layout.objects[index].name = words[index].joined(separator: " ") }
    return true
  }

  private static let foreign = [
    "un perro", "una silla roja", "一只狗", "椅子", "ein Hund", "eine rote Katze", "собака", "стул",
    "un chat", "une pomme verte", "il gatto", "개", "قطة",
  ]
}
