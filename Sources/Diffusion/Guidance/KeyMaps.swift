internal import Networks
internal import Tensors

/// The maps of a few keys, gathered once: gradients of sixty phrases need not be scattered one by one.
struct KeyMaps {
  private let table: Tensor
  private let places: [Int: Int]

  /// Gathers rows of a table of keys, `[keys, …]`.
  init(_ keys: [Int], of table: Tensor) {
    var chosen: [Int] = []
    var places: [Int: Int] = [:]
    for key in keys where places[key] == nil {
      precondition(
        (0..<table.shape[0]).contains(key), "energy: token \(key) of \(table.shape[0]) tokens")
      places[key] = chosen.count
      chosen.append(key)
    }
    let rest = table.shape.sizes.dropFirst()
    self.places = places
    self.table = table.reshaped([table.shape[0], rest.reduce(1, *)]).rows(chosen)
      .reshaped(Shape([chosen.count] + rest))
  }

  /// The map of one of the keys, without the axis of keys.
  subscript(key: Int) -> Tensor {
    guard let place = places[key] else {
      preconditionFailure("energy: the map of token \(key) was not gathered")
    }
    return table.slice(place..<place + 1).reshaped(Shape(Array(table.shape.sizes.dropFirst())))
  }

  /// Changes all maps at once.
  func map(_ transform: (Tensor) -> Tensor) -> KeyMaps {
    KeyMaps(table: transform(table), places: places)
  }

  private init(table: Tensor, places: [Int: Int]) {
    (self.table, self.places) = (table, places)
  }
}

extension AttentionMaps.Map {
  /// The maps of some keys, each `[heads, height · width]`.
  func keys(_ keys: [Int]) -> KeyMaps { KeyMaps(keys, of: weights.permuted([2, 0, 1])) }
}

extension AttentionMaps {
  /// Whether every weight is a finite number; an energy of others is not a number.
  var areFinite: Bool {
    maps.allSatisfy { $0.weights.withUnsafeElements { $0.allSatisfy(\.isFinite) } }
  }

  /// The mean over the heads of all layers of a kind, `[height · width, keys]`, with the maps' size.
  ///
  /// Each head counts once, whatever layer it is of. Nil where no layer of the kind is held.
  func meanMap(of kind: AttentionSite.Kind) -> (map: Tensor, height: Int, width: Int)? {
    let maps = maps(of: kind)
    guard let first = maps.first else { return nil }
    let (site, keys) = (first.site, first.weights.shape[2])
    precondition(
      maps.allSatisfy {
        ($0.site.height, $0.site.width, $0.weights.shape[2]) == (site.height, site.width, keys)
      },
      "energy: maps of several sizes: \(maps.map(\.weights.shape))")
    let heads = maps.reduce(0) { $0 + $1.weights.shape[0] }
    let sum = maps.dropFirst().reduce(first.weights.sum(axis: 0)) {
      $0 + $1.weights.sum(axis: 0)
    }
    return (sum / Float(heads), site.height, site.width)
  }
}
