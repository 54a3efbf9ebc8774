// The gradients of attention of one head by pairs of bfloat16, as in AttentionGradient.h: what is multiplied
// is rounded; scores, softmax, its derivative and sums are single precision. Included after AttentionMaps.h,
// PairAttention.h and pairs_within, which rounds two vectors one behind the other.

// What one tile of queries goes through.
typedef struct {
  const ckernels_attention *attention;
  const float *gradient;
  size_t first, count;
  // [size][PANEL]: what is on its way between rows and columns.
  float *turned;
  // In pairs of features, [pairs][PANEL]; in pairs of queries, packed as right operands.
  uint32_t *query, *slope, *query_rows, *slope_rows;
  // [keys][PANEL]
  float *maps, *slopes;
  // Maps, then slopes of scores: in pairs of queries, [keys][PANEL / 2], and of keys, [pairs][PANEL].
  uint32_t *rows, *columns;
  // Keys and values in pairs of features, and keys in pairs of keys.
  uint32_t *key, *value, *key_pairs;
  // [keys][padded size]
  float *key_sums, *value_sums;
} pair_gradient_tile;

INLINE size_t pairs_of(size_t count) { return (count + 1) / 2; }

static size_t pair_attention_gradient_workspace(const ckernels_attention *a) {
  const size_t padded = rounded_up(a->size, LANES), pairs = feature_pairs(a);
  return PANEL * (a->size + 2 * pairs + padded) + a->keys * (2 * PANEL + PANEL / 2) +
         pairs_of(a->keys) * (PANEL + a->size) + 2 * a->keys * (pairs + padded);
}

static pair_gradient_tile pair_gradient_in(const ckernels_attention *a, float *workspace) {
  const size_t padded = rounded_up(a->size, LANES), pairs = feature_pairs(a);
  pair_gradient_tile t = {.attention = a};
  t.turned = workspace;
  t.query = (uint32_t *)(t.turned + a->size * PANEL);
  t.slope = t.query + pairs * PANEL;
  t.query_rows = t.slope + pairs * PANEL;
  t.slope_rows = t.query_rows + padded * PANEL / 2;
  t.maps = (float *)(t.slope_rows + padded * PANEL / 2);
  t.slopes = t.maps + a->keys * PANEL;
  t.rows = (uint32_t *)(t.slopes + a->keys * PANEL);
  t.columns = t.rows + a->keys * PANEL / 2;
  t.key = t.columns + pairs_of(a->keys) * PANEL;
  t.value = t.key + a->keys * pairs;
  t.key_pairs = t.value + a->keys * pairs;
  t.key_sums = (float *)(t.key_pairs + pairs_of(a->keys) * a->size);
  t.value_sums = t.key_sums + a->keys * padded;
  return t;
}

// Packs rows of the tile's queries as columns in pairs of features.
static void pair_queries(const pair_gradient_tile *t, const float *rows, float scale,
                         uint32_t *target) {
  const ckernels_attention *a = t->attention;
  pack_columns(rows, a->stride, a->size, t->count, PANEL, scale, t->turned);
  pair_up_rows(t->turned, PANEL, a->size, PANEL, (ckernels_range){0, feature_pairs(a)}, target);
}

// Turns scores into maps, floats and pairs of queries.
static void soften_to_rows(const pair_gradient_tile *t) {
  const size_t keys = t->attention->keys;
  for (size_t lane = 0; lane < PANEL; lane += 2 * LANES) {
    float *maps = t->maps + lane;
    const vector first = weigh_scores(maps, keys, 3), second = weigh_scores(maps + LANES, keys, 3);
    for (size_t key = 0; key < keys; key++) {
      float *map = maps + key * PANEL;
      const vector a = load(map) * first, b = load(map + LANES) * second;
      store(map, a);
      store(map + LANES, b);
      store_words(t->rows + (key * PANEL + lane) / 2, pairs_within(a, b));
    }
  }
}

// The gradient of a vector's scores, p (g − Σ p g).
INLINE vector slope_of(const pair_gradient_tile *t, size_t key, size_t lane, vector mean) {
  const size_t place = key * PANEL + lane;
  return load(t->maps + place) * (load(t->slopes + place) - mean);
}

// Turns gradients of the maps into those of the scores, in pairs of queries and of keys.
static void slope_scores_to_pairs(const pair_gradient_tile *t) {
  const size_t keys = t->attention->keys;
  for (size_t lane = 0; lane < PANEL; lane += 2 * LANES) {
    const size_t behind = lane + LANES;
    const vector mean = mean_slope(t->maps + lane, t->slopes + lane, keys);
    const vector mean_behind = mean_slope(t->maps + behind, t->slopes + behind, keys);
    for (size_t key = 0; key < keys; key += 2) {
      const int has_next = key + 1 < keys;
      const vector a = slope_of(t, key, lane, mean);
      const vector b = slope_of(t, key, behind, mean_behind);
      const vector c = has_next ? slope_of(t, key + 1, lane, mean) : splat(0);
      const vector d = has_next ? slope_of(t, key + 1, behind, mean_behind) : splat(0);
      uint32_t *row = t->rows + (key * PANEL + lane) / 2, *column = t->columns + key / 2 * PANEL + lane;
      store_words(row, pairs_within(a, b));
      if (has_next) store_words(row + PANEL / 2, pairs_within(c, d));
      store_words(column, pair_of(a, c));
      store_words(column + LANES, pair_of(b, d));
    }
  }
}

static void run_pair_gradient_tile(const pair_gradient_tile *t, float *query, float *key,
                                   float *value) {
  const ckernels_attention *a = t->attention;
  const float *queries = a->query + t->first * a->stride;
  const float *slopes = t->gradient + t->first * a->stride;
  const ckernels_range panels = {0, (a->size + PANEL - 1) / PANEL};
  const size_t inner = pairs_of(t->count), pairs = feature_pairs(a);
  pair_queries(t, queries, a->scale * LOG2_E, t->query);
  multiply_keys(a, t->key, pairs, pairs, t->query, t->maps);
  if (a->mask) add_mask(a, t->first, t->count, t->slopes, t->maps);
  soften_to_rows(t);
  if (value) {
    pack_pairs(slopes, a->stride, 1, t->count, a->size, 0, t->slope_rows, inner, 0, panels);
    add_to_keys(a, t->rows, PANEL / 2, inner, t->slope_rows, t->value_sums);
  }
  if (!query && !key) return;
  pair_queries(t, slopes, 1, t->slope);
  multiply_keys(a, t->value, pairs, pairs, t->slope, t->slopes);
  slope_scores_to_pairs(t);
  if (key) {
    pack_pairs(queries, a->stride, 1, t->count, a->size, 0, t->query_rows, inner, 0, panels);
    add_to_keys(a, t->rows, PANEL / 2, inner, t->query_rows, t->key_sums);
  }
  if (query) {
    const ckernels_range range = {t->first, t->first + t->count};
    write_query_gradient(a, range, t->key_pairs, a->size, pairs_of(a->keys), t->columns, t->turned, query);
  }
}

static void attend_gradient_in_pairs(const ckernels_attention *a, const float *gradient,
                                     float *query, float *key, float *value, float *workspace) {
  const ckernels_range keys = {0, a->keys};
  const size_t padded = rounded_up(a->size, LANES);
  pair_gradient_tile tile = pair_gradient_in(a, workspace);
  tile.gradient = gradient;
  pair_rows(a->key, a->stride, a->size, 0, keys, tile.key);
  pair_rows(a->value, a->stride, a->size, 0, keys, tile.value);
  pair_up_rows(a->key, a->stride, a->keys, a->size, (ckernels_range){0, pairs_of(a->keys)},
               tile.key_pairs);
  memset(tile.key_sums, 0, 2 * a->keys * padded * sizeof(float));
  for (size_t first = 0; first < a->queries; first += PANEL) {
    tile.first = first;
    tile.count = smaller(PANEL, a->queries - first);
    run_pair_gradient_tile(&tile, query, key, value);
  }
  if (key) write_sums(a, tile.key_sums, padded, a->scale, key);
  if (value) write_sums(a, tile.value_sums, padded, 1, value);
}
