/// The objects that a text gives, held as the layout's own, their boxes with the numbers of the text.
///
/// A text may be one list of objects: what stands here becomes the layout in place, and what is known
/// beside it takes 20 bytes for each.
struct RawObjects: RandomAccessCollection, MutableCollection {
  /// Where an object stands, and how its box is measured where the text tells it.
  private struct Place {
    // Places take 32 bits, as in `SourceRange`.
    var start, end, regionStart, regionEnd: UInt32
    var order: BoxFrame.Order?
    var unit: BoxFrame.Unit?
    var angles: AngleConvention?

    init(_ object: RawObject) {
      (start, end) = (UInt32(object.range.lowerBound), UInt32(object.range.upperBound))
      let region = object.regionRange
      (regionStart, regionEnd) = (UInt32(region.lowerBound), UInt32(region.upperBound))
      switch object.region {
      case .box(let box): (order, unit) = (box.order, box.unit)
      case .ellipse(let ellipse, _): (unit, angles) = (ellipse.unit, ellipse.angles)
      }
    }
  }

  private var objects: [LayoutObject] = []
  private var places: [Place] = []

  var startIndex: Int { objects.startIndex }
  var endIndex: Int { objects.endIndex }
  var capacity: Int { objects.capacity }

  subscript(index: Int) -> RawObject {
    get {
      let object = objects[index]
      return RawObject(
        name: object.name, description: object.description, region: region(of: index),
        extras: object.extras, range: range(of: index))
    }
    set {
      objects[index] = newValue.asKept
      places[index] = Place(newValue)
    }
  }

  mutating func append(_ object: RawObject) {
    objects.append(object.asKept)
    places.append(Place(object))
  }

  mutating func reserveCapacity(_ count: Int) {
    objects.reserveCapacity(count)
    places.reserveCapacity(count)
  }

  /// Where an object stands, its name included.
  func range(of index: Int) -> Range<Int> {
    Int(places[index].start)..<Int(places[index].end)
  }

  /// Where the numbers of an object stand.
  func regionRange(of index: Int) -> Range<Int> {
    Int(places[index].regionStart)..<Int(places[index].regionEnd)
  }

  /// The region as the text gives it.
  func region(of index: Int) -> RawObject.Region {
    switch objects[index].region {
    case .ellipse(let ellipse):
      .ellipse(
        RawEllipse(ellipse, unit: places[index].unit, angles: places[index].angles),
        range: regionRange(of: index))
    case .box(let box):
      .box(
        RawBox(
          numbers: [box.x, box.y, box.width, box.height], order: places[index].order,
          unit: places[index].unit, range: regionRange(of: index)))
    }
  }

  /// Puts the region in pixels in the place of the one that the text gives.
  mutating func settle(_ region: LayoutObject.Region, of index: Int) {
    objects[index].region = region
  }

  /// Leaves objects out, given by their indices in order.
  mutating func remove(_ indices: [Int]) {
    guard var kept = indices.first else { return }
    var left = indices[...]
    for index in kept..<objects.count {
      if index == left.first {
        left.removeFirst()
      } else {
        objects[kept] = objects[index]
        places[kept] = places[index]
        kept += 1
      }
    }
    objects.removeLast(indices.count)
    places.removeLast(indices.count)
  }

  /// Hands the layout's objects over; the places stay.
  mutating func takeObjects() -> [LayoutObject] {
    defer { objects = [] }
    return objects
  }
}

extension RawObject {
  /// The object as a layout has it, a box with the numbers of the text.
  fileprivate var asKept: LayoutObject {
    let kept: LayoutObject.Region =
      switch region {
      case .ellipse(let raw, _): .ellipse(raw.ellipse)
      case .box(let box):
        .box(
          Box(
            x: box.numbers[0], y: box.numbers[1], width: box.numbers[2], height: box.numbers[3]))
      }
    return LayoutObject(name: name, description: description, region: kept, extras: extras)
  }
}
