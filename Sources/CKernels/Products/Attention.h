// Attention of one head in tiles: scores exist for PANEL queries and KEY_TILE keys at a time, turned
// so that a vector holds the same key for many queries; then softmax needs no sums across a vector,
// and both products read what the one before has written.

enum { KEY_TILE = 96 };

// Scores are kept in units of log 2, so that powers of two are taken of them.
#define LOG2_E 1.44269504088896341f

// 2^x for x ≤ 0, exactly zero below 2^-125, not a number where x is none. x = n + r with |r| ≤ ½;
// 2^r by the polynomial of degree 6 whose largest relative error there is least (Remez), 2e-9 before
// rounding; 2^n through the exponent.
INLINE vector power_of_two(vector x) {
  // 1.5 · 2^23: adding it drops the fraction and leaves n in the lowest bits.
  const vector shift = splat(12582912.0f);
  const vector bounded = __builtin_elementwise_max(x, splat(-126.0f));
  const vector shifted = bounded + shift;
  const vector r = bounded - (shifted - shift);
  vector p = splat(1.5345810970757157e-4f);
  p = multiply_add(p, r, splat(1.3399930903688073e-3f));
  p = multiply_add(p, r, splat(9.618489071726799e-3f));
  p = multiply_add(p, r, splat(5.550328642129898e-2f));
  p = multiply_add(p, r, splat(2.4022646248340607e-1f));
  p = multiply_add(p, r, splat(6.931471824645996e-1f));
  p = multiply_add(p, r, splat(1.0f));
  const integers bits = __builtin_bit_cast(integers, p) + (__builtin_bit_cast(integers, shifted) << 23);
  const vector tiny = x < splat(-125.0f) ? splat(0) : x;
  return x >= splat(-125.0f) ? __builtin_bit_cast(vector, bits) : tiny;
}

// The running maxima, sums and results of PANEL queries; results are [size][PANEL].
typedef struct {
  float maxima[PANEL], sums[PANEL];
  float *query, *scores, *mask, *results;
} query_tile;

static size_t attention_workspace(const ckernels_attention *a) {
  return PANEL * (2 * a->size + 2 * KEY_TILE);
}

// Nothing is summed up yet.
static void begin_queries(query_tile *tile, size_t size) {
  for (size_t i = 0; i < PANEL; i++) {
    tile->maxima[i] = -INFINITY;
    tile->sums[i] = 0;
  }
  memset(tile->results, 0, size * PANEL * sizeof(float));
}

// Turns a tile of scores into weights, and rescales what earlier tiles have summed up.
static void soften(query_tile *tile, size_t keys, size_t size) {
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    float *scores = tile->scores + lane;
    const vector before = load(tile->maxima + lane);
    vector maximum = before;
    for (size_t key = 0; key < keys; key++) {
      maximum = __builtin_elementwise_max(maximum, load(scores + key * PANEL));
    }
    const vector nothing = splat(-INFINITY);
    const vector base = maximum == nothing ? splat(0) : maximum;
    const vector rescale = power_of_two(before - base);
    vector sum = load(tile->sums + lane) * rescale;
    for (size_t key = 0; key < keys; key++) {
      const vector weight = power_of_two(load(scores + key * PANEL) - base);
      store(scores + key * PANEL, weight);
      sum += weight;
    }
    store(tile->maxima + lane, maximum);
    store(tile->sums + lane, sum);
    for (size_t feature = 0; feature < size; feature++) {
      float *result = tile->results + feature * PANEL + lane;
      store(result, load(result) * rescale);
    }
  }
}

static void divide_by_sums(query_tile *tile, size_t size) {
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    const vector sum = load(tile->sums + lane);
    const vector inverse = sum > splat(0) ? 1 / sum : splat(0);
    for (size_t feature = 0; feature < size; feature++) {
      float *result = tile->results + feature * PANEL + lane;
      store(result, load(result) * inverse);
    }
  }
}

static void attend_keys(const ckernels_attention *a, query_tile *tile, ckernels_range keys,
                        size_t query, size_t queries) {
  const size_t count = keys.end - keys.start;
  if (a->mask) {
    pack_columns(a->mask + query * a->keys + keys.start, a->keys, count, queries, PANEL, LOG2_E,
                 tile->mask);
  }
  for (size_t key = 0; key < count; key += TILE_ROWS) {
    const size_t rows = smaller(TILE_ROWS, count - key);
    const float *places[TILE_ROWS];
    for (size_t row = 0; row < rows; row++) places[row] = a->key + (keys.start + key + row) * a->stride;
    const tile_work work = {
        .rows = places, .segments = 1, .inner = a->size, .panel = tile->query,
        .panel_stride = PANEL, .ahead = tile->query, .target = tile->scores + key * PANEL, .target_stride = PANEL,
        .addend = a->mask ? tile->mask + key * PANEL : NULL, .addend_stride = PANEL,
    };
    run_tile_of_rows(rows, TILE_VECTORS, &work);
  }
  soften(tile, count, a->size);
  for (size_t feature = 0; feature < a->size; feature += TILE_ROWS) {
    const tile_work work = {
        .columns = a->value + keys.start * a->stride + feature, .column_stride = a->stride,
        .inner = count, .panel = tile->scores, .panel_stride = PANEL,
        .target = tile->results + feature * PANEL, .target_stride = PANEL,
        .addend = tile->results + feature * PANEL, .addend_stride = PANEL,
    };
    run_tile_of_columns(smaller(TILE_ROWS, a->size - feature), TILE_VECTORS, &work);
  }
}

static void attend_queries(const ckernels_attention *a, query_tile *tile, size_t query,
                           size_t queries) {
  pack_columns(a->query + query * a->stride, a->stride, a->size, queries, PANEL,
               a->scale * LOG2_E, tile->query);
  begin_queries(tile, a->size);
  for (size_t start = 0; start < a->keys; start += KEY_TILE) {
    attend_keys(a, tile, (ckernels_range){start, smaller(start + KEY_TILE, a->keys)}, query, queries);
  }
  divide_by_sums(tile, a->size);
}

// Writes results [size][PANEL] of so many queries as rows of the target.
static void write_turned(const float *results, size_t size, float *target, size_t stride,
                         size_t queries) {
  for (size_t start = 0; start < queries; start += LANES) {
    const size_t rows = smaller(LANES, queries - start);
    float *into = target + start * stride;
    size_t feature = 0;
    for (; rows == LANES && feature + LANES <= size; feature += LANES) {
      vector block[LANES];
      for (int i = 0; i < LANES; i++) block[i] = load(results + (feature + i) * PANEL + start);
      transpose(block);
      for (int i = 0; i < LANES; i++) store(into + i * stride + feature, block[i]);
    }
    for (; feature < size; feature++) {
      for (size_t row = 0; row < rows; row++) {
        into[row * stride + feature] = results[feature * PANEL + start + row];
      }
    }
  }
}

static void attend(const ckernels_attention *a, ckernels_range queries, float *workspace) {
  query_tile tile = {
      .query = workspace,
      .results = workspace + a->size * PANEL,
      .scores = workspace + 2 * a->size * PANEL,
      .mask = workspace + (2 * a->size + KEY_TILE) * PANEL,
  };
  for (size_t query = queries.start; query < queries.end; query += PANEL) {
    const size_t count = smaller(PANEL, queries.end - query);
    attend_queries(a, &tile, query, count);
    write_turned(tile.results, a->size, a->target + query * a->stride, a->stride, count);
  }
}
