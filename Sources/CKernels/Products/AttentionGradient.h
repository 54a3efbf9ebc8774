// The gradients of attention of one head. The maps of PANEL queries are computed again and held for
// all keys, turned as in Attention.h; what keys and values gain is summed up over the queries. Included after
// AttentionMaps.h.

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

// Turns scores into maps.
static void soften_maps(const gradient_tile *tile) {
  const size_t keys = tile->attention->keys;
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    float *maps = tile->maps + lane;
    const vector inverse = weigh_scores(maps, keys, 6);
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
    const vector mean = mean_slope(maps, slopes, keys);
    for (size_t key = 0; key < keys; key++) {
      store(slopes + key * PANEL, load(maps + key * PANEL) * (load(slopes + key * PANEL) - mean));
    }
  }
}

static void run_gradient_tile(const gradient_tile *tile, float *query, float *key, float *value) {
  const ckernels_attention *a = tile->attention;
  const float *queries = a->query + tile->first * a->stride;
  const float *slopes = tile->gradient + tile->first * a->stride;
  const ckernels_range panels = {0, (a->size + PANEL - 1) / PANEL};
  pack_columns(queries, a->stride, a->size, tile->count, PANEL, a->scale * LOG2_E, tile->query);
  multiply_keys(a, a->key, a->stride, a->size, tile->query, tile->maps);
  if (a->mask) add_mask(a, tile->first, tile->count, tile->slopes, tile->maps);
  soften_maps(tile);
  if (value) {
    pack(slopes, a->stride, 1, tile->count, a->size, 1, tile->slope_rows, tile->count, 0, panels);
    add_to_keys(a, tile->maps, PANEL, tile->count, tile->slope_rows, tile->value_sums);
  }
  if (!query && !key) return;
  pack_columns(slopes, a->stride, a->size, tile->count, PANEL, 1, tile->slope);
  multiply_keys(a, a->value, a->stride, a->size, tile->slope, tile->slopes);
  slope_scores(tile);
  if (key) {
    pack(queries, a->stride, 1, tile->count, a->size, a->scale, tile->query_rows, tile->count, 0,
         panels);
    add_to_keys(a, tile->slopes, PANEL, tile->count, tile->query_rows, tile->key_sums);
  }
  if (query) {
    const ckernels_range range = {tile->first, tile->first + tile->count};
    write_query_gradient(a, range, a->key, a->stride, a->keys, tile->slopes, tile->query, query);
  }
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
  // What keys gain is multiplied by queries that are scaled already.
  if (key) write_sums(a, tile.key_sums, padded, 1, key);
  if (value) write_sums(a, tile.value_sums, padded, 1, value);
}
