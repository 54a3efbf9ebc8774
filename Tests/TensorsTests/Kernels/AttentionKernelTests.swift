import TestSupport
import Testing

@testable import Tensors

@Suite struct AttentionKernelTests {
  @Test(arguments: KernelLevel.supported) func matchesTheDefinition(level: KernelLevel) {
    for (queries, keys, size) in [
      (1, 1, 1), (0, 3, 4), (3, 0, 4), (15, 17, 8), (64, 96, 8), (65, 97, 5), (17, 20, 160),
      (3, 77, 33),
    ] {
      for isMasked in [false, true] {
        check(level, queries: queries, keys: keys, size: size, isMasked: isMasked)
      }
    }
  }

  private func check(_ level: KernelLevel, queries: Int, keys: Int, size: Int, isMasked: Bool) {
    let (items, heads) = (2, 2)
    let query = noise([items, queries, heads * size], seed: 8) * 2
    let key = noise([items, keys, heads * size], seed: 9)
    let value = noise([items, keys, heads * size], seed: 10)
    // The first query may attend nothing.
    let mask = noise([1, queries, keys], seed: 11).values.enumerated().map {
      $0.offset < keys || $0.element > 1 ? -Float.infinity : $0.element
    }
    let tiles = AttentionTiles(
      queries: queries, keys: keys, features: heads * size, size: size, scale: 0.4)
    let target = Storage(uninitialized: query.shape.count)
    tiles.run(
      query: query.storage, key: key.storage, value: value.storage,
      mask: isMasked ? Tensor([1, queries, keys], mask) : nil, items: items, target: target,
      kernels: level.kernels)
    let double = { (tensor: Tensor) in
      NaiveArray(tensor.shape.sizes, tensor.values.map { Double($0) })
    }
    // The definition divides by the root of the size.
    let scaled = double(query).map { $0 * 0.4 * Double(size).squareRoot() }
    let maps = scaled.attentionMaps(
      double(key), heads: heads,
      mask: isMasked ? NaiveArray([1, queries, keys], mask.map { Double($0) }) : nil)
    expectNear(
      Tensor(shape: query.shape, storage: target).values, maps.attending(double(value)).values,
      within: 3e-6, "\(level) \(queries)x\(keys)x\(size) \(isMasked)")
  }

  /// Both products round their sides to eight bits: 3.5e-3 was measured.
  @Test(arguments: KernelLevel.supported) func roundedOperandsComeNear(level: KernelLevel) {
    for (queries, keys, size) in [
      (1, 1, 1), (0, 3, 4), (3, 0, 4), (65, 97, 5), (64, 96, 8), (130, 77, 40), (20, 301, 80),
      (3, 64, 160),
    ] {
      let query = noise([2, queries, 2 * size], seed: 8)
      let (key, value) = (
        noise([2, keys, 2 * size], seed: 9), noise([2, keys, 2 * size], seed: 10)
      )
      let tiles = AttentionTiles(
        queries: queries, keys: keys, features: 2 * size, size: size,
        scale: 1 / Float(size).squareRoot())
      // Every third key is forbidden, and the first query may attend nothing.
      let mask = (0..<queries * keys).map { $0 < keys || $0 % 3 == 1 ? -Float.infinity : 0.5 }
      for mask in [nil, Tensor([1, queries, keys], mask)] {
        func result(_ precision: Precision) -> [Float] {
          let target = Storage(uninitialized: query.shape.count)
          tiles.run(
            query: query.storage, key: key.storage, value: value.storage, mask: mask, items: 2,
            target: target, precision: precision, kernels: level.kernels)
          return Tensor(shape: query.shape, storage: target).values
        }
        let (exact, near) = (result(.fp32), result(.bf16))
        expectNear(
          near, exact.map { Double($0) }, within: 6e-3, "\(level) \(queries)x\(keys)x\(size)")
        let isRounded = level.roundsAttention(.bf16) && exact.contains { $0 != 0 }
        #expect((near != exact) == isRounded, "\(level) \(queries)x\(keys)x\(size)")
      }
    }
  }

  /// Five products round their sides to eight bits, some of them twice: 6e-3 was measured.
  @Test(arguments: KernelLevel.supported) func roundedGradientsComeNear(level: KernelLevel) {
    for (queries, keys, size) in [
      (1, 1, 1), (0, 3, 4), (3, 0, 4), (65, 97, 5), (64, 96, 8), (130, 77, 40), (20, 301, 80),
    ] {
      let query = noise([2, queries, 2 * size], seed: 8)
      let (key, value) = (
        noise([2, keys, 2 * size], seed: 9), noise([2, keys, 2 * size], seed: 10)
      )
      let slope = noise([2, queries, 2 * size], seed: 18)
      let tiles = AttentionTiles(
        queries: queries, keys: keys, features: 2 * size, size: size,
        scale: 1 / Float(size).squareRoot())
      let mask = (0..<queries * keys).map { $0 < keys || $0 % 3 == 1 ? -Float.infinity : 0.5 }
      for mask in [nil, Tensor([1, queries, keys], mask)] {
        func gradients(_ precision: Precision) -> [[Float]] {
          tiles.gradients(
            query: query, key: key, value: value, mask: mask, gradient: slope,
            wanted: [true, true, true] + (mask == nil ? [] : [false]), precision: precision,
            kernels: level.kernels
          ).prefix(3).map { $0?.values ?? [] }
        }
        let (exact, near) = (gradients(.fp32), gradients(.bf16))
        for index in 0..<3 {
          expectNear(
            near[index], exact[index].map { Double($0) }, within: 1e-2,
            "\(level) \(queries)x\(keys)x\(size) \(index)")
        }
        let isRounded = level.roundsAttention(.bf16) && exact[2].contains { $0 != 0 }
        #expect((near[2] != exact[2]) == isRounded, "\(level) \(queries)x\(keys)x\(size)")
      }
    }
  }

  /// What diverges must be seen: neither maxima nor powers may swallow what is no number.
  @Test(arguments: KernelLevel.supported, [Float.nan, .infinity])
  func whatIsNoNumberShows(level: KernelLevel, value: Float) {
    let (rows, size, place) = (70, 8, 66)
    let clean = noise([1, rows, size], seed: 17)
    var values = clean.values
    values[place * size + 3] = value
    let broken = Tensor(clean.shape, values)
    for isKey in [false, true] {
      let (query, key) = isKey ? (clean, broken) : (broken, clean)
      let tiles = AttentionTiles(queries: rows, keys: rows, features: size, size: size, scale: 1)
      for precision in [Precision.fp32, .bf16] {
        let target = Storage(uninitialized: rows * size)
        tiles.run(
          query: query.storage, key: key.storage, value: clean.storage, mask: nil, items: 1,
          target: target, precision: precision, kernels: level.kernels)
        let result = Tensor(shape: clean.shape, storage: target).values
        let found = (0..<rows).filter { result[$0 * size].isNaN }
        // A query's own row alone, but a key shows in the rows of all queries (of those, for an
        // infinite one, whose score is infinite and not its negative).
        #expect(isKey ? found.count > rows / 4 : found == [place], "\(level) \(precision) \(isKey)")
      }
      for precision in [Precision.fp32, .bf16] {
        let gradients = tiles.gradients(
          query: query, key: key, value: clean, mask: nil, gradient: clean,
          wanted: [true, true, true], precision: precision, kernels: level.kernels)
        for gradient in gradients {
          #expect(
            gradient?.values.contains(where: \.isNaN) == true, "\(level) \(precision) \(isKey)")
        }
      }
    }
  }
}
