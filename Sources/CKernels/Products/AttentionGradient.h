// The gradients of attention of one head. The maps of PANEL queries are computed again and held for
// all keys, turned as in Attention.h; what keys and values gain is summed up over the queries.

// What one tile of queries goes through; matrices of keys are [keys][PANEL].
typedef struct {
  const ckernels_attention *attention;
  const float *gradient;
  size_t first, count;
  // [size][PANEL] and, packed as right operands, [PANEL queries][size].
  float *query, *slope, *query_rows, *slope_rows;
  float *maps, *slopes;
  // [keys][padded size]
  float *key_sums, *value_sums;
} gradient_tile;

INLINE size_t padded_size(const ckernels_attention *a) { return rounded_up(a->size, LANES); }

static size_t attention_gradient_workspace(const ckernels_attention *a) {
  return PANEL * (2 * a->size + 2 * padded_size(a)) + 2 * a->keys * (PANEL + padded_size(a));
}

// Writes rows × right for all keys, whose rows are those of a matrix or of maps.
static void multiply_keys(const ckernels_attention *a, const float *rows, size_t stride,
                          size_t inner, const float *right, float *target) {
  for (size_t key = 0; key < a->keys; key += TILE_ROWS) {
    const size_t count = smaller(TILE_ROWS, a->keys - key);
    const float *places[TILE_ROWS];
    for (size_t row = 0; row < count; row++) places[row] = rows + (key + row) * stride;
    const tile_work work = {
        .rows = places, .segments = 1, .inner = inner, .panel = right, .panel_stride = PANEL,
        .ahead = right,
        .target = target + key * PANEL, .target_stride = PANEL,
    };
    run_tile_of_rows(count, TILE_VECTORS, &work);
  }
}

// Adds maps × rows, which are packed as a right operand, to the sums of all keys.
static void add_to_keys(const gradient_tile *tile, const float *maps, const float *rows,
                        float *sums) {
  const ckernels_attention *a = tile->attention;
  const size_t padded = padded_size(a);
  for (size_t key = 0; key < a->keys; key += TILE_ROWS) {
    const size_t count = smaller(TILE_ROWS, a->keys - key);
    const float *places[TILE_ROWS];
    for (size_t row = 0; row < count; row++) places[row] = maps + (key + row) * PANEL;
    for (size_t start = 0; start < padded; start += PANEL) {
      const size_t width = smaller(PANEL, padded - start);
      const tile_work work = {
          .rows = places, .segments = 1, .inner = tile->count, .panel = rows + start * tile->count,
          .panel_stride = width, .ahead = rows, .target = sums + key * padded + start, .target_stride = padded,
          .addend = sums + key * padded + start, .addend_stride = padded,
      };
      run_tile_of_rows(count, width / LANES, &work);
    }
  }
}

// Turns scores into maps.
static void soften_maps(const gradient_tile *tile) {
  const size_t keys = tile->attention->keys;
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    float *maps = tile->maps + lane;
    vector maximum = splat(-INFINITY), sum = splat(0);
    for (size_t key = 0; key < keys; key++) {
      maximum = __builtin_elementwise_max(maximum, load(maps + key * PANEL));
    }
    maximum = maximum == splat(-INFINITY) ? splat(0) : maximum;
    for (size_t key = 0; key < keys; key++) {
      const vector weight = power_of_two(load(maps + key * PANEL) - maximum, 6);
      store(maps + key * PANEL, weight);
      sum += weight;
    }
    const vector inverse = sum > splat(0) ? 1 / sum : splat(0);
    for (size_t key = 0; key < keys; key++) {
      store(maps + key * PANEL, load(maps + key * PANEL) * inverse);
    }
  }
}

// Turns gradients of the maps into those of the scores: p (g − Σ p g).
static void slope_scores(const gradient_tile *tile) {
  const size_t keys = tile->attention->keys;
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    const float *maps = tile->maps + lane;
    float *slopes = tile->slopes + lane;
    vector sum = splat(0);
    for (size_t key = 0; key < keys; key++) {
      sum = multiply_add(load(maps + key * PANEL), load(slopes + key * PANEL), sum);
    }
    for (size_t key = 0; key < keys; key++) {
      store(slopes + key * PANEL, load(maps + key * PANEL) * (load(slopes + key * PANEL) - sum));
    }
  }
}

// Writes the queries' gradients; `query` of the tile serves as their buffer.
static void write_query_gradient(const gradient_tile *tile, float *target) {
  const ckernels_attention *a = tile->attention;
  for (size_t feature = 0; feature < a->size; feature += TILE_ROWS) {
    const tile_work work = {
        .columns = a->key + feature, .column_stride = a->stride, .inner = a->keys,
        .panel = tile->slopes, .panel_stride = PANEL, .target = tile->query + feature * PANEL,
        .target_stride = PANEL,
    };
    run_tile_of_columns(smaller(TILE_ROWS, a->size - feature), TILE_VECTORS, &work);
  }
  for (size_t i = 0; i < a->size * PANEL; i += LANES) {
    store(tile->query + i, load(tile->query + i) * a->scale);
  }
  write_turned(tile->query, a->size, target + tile->first * a->stride, a->stride, tile->count);
}

static void run_gradient_tile(const gradient_tile *tile, float *query, float *key, float *value) {
  const ckernels_attention *a = tile->attention;
  const float *queries = a->query + tile->first * a->stride;
  const float *slopes = tile->gradient + tile->first * a->stride;
  const ckernels_range panels = {0, (a->size + PANEL - 1) / PANEL};
  pack_columns(queries, a->stride, a->size, tile->count, PANEL, a->scale * LOG2_E, tile->query);
  multiply_keys(a, a->key, a->stride, a->size, tile->query, tile->maps);
  if (a->mask) {
    pack_columns(a->mask + tile->first * a->keys, a->keys, a->keys, tile->count, PANEL, LOG2_E,
                 tile->slopes);
    for (size_t i = 0; i < a->keys * PANEL; i += LANES) {
      store(tile->maps + i, load(tile->maps + i) + load(tile->slopes + i));
    }
  }
  soften_maps(tile);
  if (value) {
    pack(slopes, a->stride, 1, tile->count, a->size, 1, tile->slope_rows, tile->count, 0, panels);
    add_to_keys(tile, tile->maps, tile->slope_rows, tile->value_sums);
  }
  if (!query && !key) return;
  pack_columns(slopes, a->stride, a->size, tile->count, PANEL, 1, tile->slope);
  multiply_keys(a, a->value, a->stride, a->size, tile->slope, tile->slopes);
  slope_scores(tile);
  if (key) {
    pack(queries, a->stride, 1, tile->count, a->size, a->scale, tile->query_rows, tile->count, 0,
         panels);
    add_to_keys(tile, tile->slopes, tile->query_rows, tile->key_sums);
  }
  if (query) write_query_gradient(tile, query);
}

static void attend_gradient(const ckernels_attention *a, const float *gradient, float *query,
                            float *key, float *value, float *workspace) {
  const size_t padded = padded_size(a);
  gradient_tile tile = {.attention = a, .gradient = gradient};
  tile.query = workspace;
  tile.slope = tile.query + a->size * PANEL;
  tile.query_rows = tile.slope + a->size * PANEL;
  tile.slope_rows = tile.query_rows + padded * PANEL;
  tile.maps = tile.slope_rows + padded * PANEL;
  tile.slopes = tile.maps + a->keys * PANEL;
  tile.key_sums = tile.slopes + a->keys * PANEL;
  tile.value_sums = tile.key_sums + a->keys * padded;
  memset(tile.key_sums, 0, 2 * a->keys * padded * sizeof(float));
  for (size_t first = 0; first < a->queries; first += PANEL) {
    tile.first = first;
    tile.count = smaller(PANEL, a->queries - first);
    run_gradient_tile(&tile, query, key, value);
  }
  for (size_t row = 0; row < a->keys; row++) {
    if (key) memcpy(key + row * a->stride, tile.key_sums + row * padded, a->size * sizeof(float));
    if (value) {
      memcpy(value + row * a->stride, tile.value_sums + row * padded, a->size * sizeof(float));
    }
  }
}
