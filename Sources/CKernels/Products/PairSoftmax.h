// Softmax of a tile of queries for products of pairs of bfloat16. Included after QueryTile.h and
// RoundedPairs.h.

// Turns the scores of so many keys into weights in pairs of keys, [pairs][PANEL], the last of an odd number with
// nothing, and moves sums and results on.
static void soften_to_pairs(query_tile *tile, uint32_t *weights, size_t keys, size_t size) {
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    const float *scores = tile->scores + lane;
    const vector base = settled_base(tile, keys, size, lane);
    vector sum = load(tile->sums + lane);
    for (size_t key = 0; key < keys; key += 2) {
      const vector first = power_of_two(load(scores + key * PANEL) - base, 3);
      const vector second =
          key + 1 < keys ? power_of_two(load(scores + (key + 1) * PANEL) - base, 3) : splat(0);
      store_words(weights + key / 2 * PANEL + lane, pair_of(first, second));
      sum += first + second;
    }
    store(tile->sums + lane, sum);
  }
}
