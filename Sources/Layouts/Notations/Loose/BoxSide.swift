/// What a key or a word says that a number of a box stands for.
enum BoxSide: Hashable {
  case left, top, right, bottom, width, height, centerX, centerY

  /// The side of a key in lower case without joints, such as `xmin`.
  ///
  /// `x1` and `y1` are the first corner beside `x2` and the second beside `x0`: they are told apart by
  /// the keys around them.
  init?(key: String, beside keys: Set<String>) {
    guard let side = Self.names[key] ?? Self(corner: key, beside: keys) else { return nil }
    self = side
  }

  /// The side that `x1` or `y1` is.
  init?(corner key: String, beside keys: Set<String>) {
    switch key {
    case "x1": self = keys.contains("x0") ? .right : .left
    case "y1": self = keys.contains("y0") ? .bottom : .top
    default: return nil
    }
  }

  static let names: [String: BoxSide] = {
    let lists: [(BoxSide, String)] = [
      (
        .left,
        "x left l horizontally horizontal x0 xmin minx xstart startx xtl topleftx tlx leftx izquierda izquierdo gauche links слева "
          + "левый 左 왼쪽"
      ),
      (
        .top,
        "y top t vertically vertical y0 ymin miny ystart starty ytl toplefty tly topy oben arriba superior supérieur haut "
          + "сверху верхний 上 위 위쪽"
      ),
      (
        .right,
        "x2 right r xmax maxx xend endx xbr bottomrightx brx rightx rechts derecha derecho droite droit "
          + "справа правый 右 오른쪽"
      ),
      (
        .bottom,
        "y2 bottom b ymax maxy yend endy ybr bottomrighty bry bottomy unten abajo inferior inférieur bas "
          + "снизу нижний 下 아래 아래쪽"
      ),
      (
        .width,
        "w width wide boxwidth sizex dx breite ancho largeur larghezza largura ширина "
          + "宽 宽度 寬 寬度 幅 너비 폭 가로"
      ),
      (
        .height,
        "h height high tall boxheight sizey dy höhe alto hauteur altezza altura высота "
          + "高 高度 高さ 높이 세로"
      ),
      (.centerX, "cx centerx centrex xcenter xcentre xc centrox"),
      (.centerY, "cy centery centrey ycenter ycentre yc centroy"),
    ]
    var names: [String: BoxSide] = [:]
    for (side, list) in lists {
      for name in list.split(separator: " ") { names[String(name)] = side }
    }
    return names
  }()

  /// Whether the number runs along the y axis.
  var isVertical: Bool { [.top, .bottom, .height, .centerY].contains(self) }
}

/// A key or word that gives two numbers of a box at once, such as `size` or `top_left`.
enum BoxPart: Hashable {
  case topLeft, bottomRight, center, size

  /// The part of a key in lower case without joints.
  init?(key: String) {
    guard let part = Self.names[key] else { return nil }
    self = part
  }

  static let names: [String: BoxPart] = {
    let lists: [(BoxPart, String)] = [
      (
        .topLeft,
        "topleft lefttop upperleft origin start tl position pos location min from at 左上 左上角 左上隅 "
          + "左上点 位置 좌상단 위치"
      ),
      (.bottomRight, "bottomright rightbottom lowerright end br max to 右下 右下角 右下隅 右下点 우하단"),
      (.center, "center centre middle centroid centered centred 中心 中心点 중심"),
      (.size, "size dimensions dimension extent wh 大小 尺寸 サイズ 크기"),
    ]
    var names: [String: BoxPart] = [:]
    for (part, list) in lists {
      for name in list.split(separator: " ") { names[String(name)] = part }
    }
    return names
  }()

  /// What the two numbers stand for.
  var sides: (first: BoxSide, second: BoxSide) {
    switch self {
    case .topLeft: (.left, .top)
    case .bottomRight: (.right, .bottom)
    case .center: (.centerX, .centerY)
    case .size: (.width, .height)
    }
  }
}

/// The numbers of a box by what keys say they stand for.
struct BoxSides {
  private(set) var numbers: [BoxSide: RawNumber] = [:]

  var isEmpty: Bool { numbers.isEmpty }

  subscript(side: BoxSide) -> RawNumber? {
    get { numbers[side] }
    set { numbers[side] = newValue }
  }

  /// Whether both axes are known at both ends.
  var isComplete: Bool { horizontal != nil && vertical != nil }

  /// The box, or nil while a side is missing.
  ///
  /// Numbers stay as they were written wherever both axes give the same pair; else they are turned into
  /// left, top, width and height.
  func box(range: Range<Int>, canvas: Canvas) -> RawBox? {
    let numbers = withOneUnit(on: canvas)
    for (order, sides) in Self.orders {
      let values = sides.compactMap { numbers.numbers[$0] }
      if values.count == 4 {
        return RawBox(
          numbers: values.map(\.value), order: order, unit: values.unit, range: range)
      }
    }
    guard let horizontal = numbers.horizontal, let vertical = numbers.vertical else { return nil }
    return RawBox(
      numbers: [horizontal.low, vertical.low, horizontal.length, vertical.length], order: .xywh,
      unit: numbers.numbers.values.unit, range: range)
  }

  private static let orders: [(BoxFrame.Order, [BoxSide])] = [
    (.xywh, [.left, .top, .width, .height]), (.xyxy, [.left, .top, .right, .bottom]),
    (.cxcywh, [.centerX, .centerY, .width, .height]),
  ]

  /// The numbers in one unit: percentages beside pixels are taken of the canvas.
  private func withOneUnit(on canvas: Canvas) -> BoxSides {
    guard numbers.values.mixesPercentages else { return self }
    var sides = BoxSides()
    for (side, number) in numbers {
      let pixels = number.inPixels(ofSide: side.isVertical ? canvas.height : canvas.width)
      sides[side] = RawNumber(value: pixels, unit: .pixels)
    }
    return sides
  }

  private var horizontal: (low: Double, length: Double)? {
    axis(.left, .right, .width, .centerX)
  }

  private var vertical: (low: Double, length: Double)? {
    axis(.top, .bottom, .height, .centerY)
  }

  private func axis(
    _ low: BoxSide, _ high: BoxSide, _ length: BoxSide, _ center: BoxSide
  ) -> (low: Double, length: Double)? {
    let (first, last) = (numbers[low]?.value, numbers[high]?.value)
    let (size, middle) = (numbers[length]?.value, numbers[center]?.value)
    switch (first, last, size, middle) {
    case (let first?, _, let size?, _): return (first, size)
    case (let first?, let last?, nil, _): return (first, last - first)
    case (nil, _, let size?, let middle?): return (middle - size / 2, size)
    case (nil, let last?, let size?, nil): return (last - size, size)
    case (let first?, nil, nil, let middle?): return (first, 2 * (middle - first))
    default: return nil
    }
  }
}

extension String {
  /// The text in lower case with nothing but letters and digits, as keys are compared.
  var keyForm: String {
    guard utf8.allSatisfy({ $0 < 0x80 }) else {
      return String(lowercased().filter { $0.isLetter || $0.isNumber })
    }
    return String(unsafeUninitializedCapacity: utf8.count) { memory in
      var count = 0
      for byte in utf8 where byte.isLetter || byte.isDigit {
        memory[count] = byte.lowercased
        count += 1
      }
      return count
    }
  }
}
