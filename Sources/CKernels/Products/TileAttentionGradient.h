// The gradients of attention of one head by AMX, as in AttentionGradient.h: all five products are of tiles of
// pairs of bfloat16, with two parts of what rounding leaves, too; softmax, its derivative and sums are
// single precision. Included after TileAttention.h, AttentionMaps.h and RoundedPairs.h.

enum {
  // Steps of a panel's queries.
  QUERY_STEPS = PANEL / BLOCK,
};

// What one panel of queries goes through. Low parts lie behind each operand.
typedef struct {
  const ckernels_attention *attention;
  const float *gradient;
  attention_tiles tiles;
  size_t first, count;
  // [features][PANEL]: what is on its way between rows and columns.
  float *turned;
  // Left sides, in tiles: keys and values by rows, [keys][features]; keys turned, [features][keys]; and maps,
  // then slopes of scores, [keys][queries].
  uint32_t *key, *value, *key_columns, *rows;
  // Right sides, rows of pairs: query and gradient in pairs of features and of queries, and slopes of scores in
  // pairs of keys.
  uint32_t *query, *slope, *query_rows, *slope_rows, *columns;
  // Words of each operand's high parts.
  size_t key_words, column_words, row_words, query_words, query_row_words, slope_words;
  // [keys][PANEL]
  float *maps, *slopes;
  // [keys][features], in whole tiles
  float *key_sums, *value_sums;
} tile_gradient;

// Features in whole tiles.
INLINE size_t tiled_features(const attention_tiles *tiles) { return tiles->feature_tiles * TILE_SIDE; }

// Takes words off a workspace, which is only measured where it is null.
INLINE uint32_t *take_words(uint32_t *workspace, size_t *used, size_t count) {
  uint32_t *taken = workspace ? workspace + *used : NULL;
  *used += rounded_up(count, LANES);
  return taken;
}

// Lays everything out in a workspace and returns how many words it takes.
static size_t lay_out_gradient(const ckernels_attention *a, uint32_t *workspace, tile_gradient *g) {
  const attention_tiles t = tiles_of(a);
  const size_t parts = a->parts > 1 ? 2 : 1, keys = t.key_tiles * TILE_SIDE;
  const size_t features = tiled_features(&t);
  size_t used = 0;
  *g = (tile_gradient){
      .attention = a,
      .tiles = t,
      .key_words = t.key_tiles * t.feature_steps * TILE_WORDS,
      .column_words = t.feature_tiles * t.key_steps * TILE_WORDS,
      .row_words = t.key_tiles * QUERY_STEPS * TILE_WORDS,
      .query_words = t.feature_steps * TILE_SIDE * PANEL,
      .query_row_words = PANEL / 2 * features,
      .slope_words = t.key_steps * TILE_SIDE * PANEL,
  };
  g->key = take_words(workspace, &used, parts * g->key_words);
  g->value = take_words(workspace, &used, parts * g->key_words);
  g->key_columns = take_words(workspace, &used, parts * g->column_words);
  g->rows = take_words(workspace, &used, parts * g->row_words);
  g->columns = take_words(workspace, &used, parts * g->slope_words);
  g->query = take_words(workspace, &used, parts * g->query_words);
  g->slope = take_words(workspace, &used, parts * g->query_words);
  g->query_rows = take_words(workspace, &used, parts * g->query_row_words);
  g->slope_rows = take_words(workspace, &used, parts * g->query_row_words);
  g->turned = (float *)take_words(workspace, &used, features * PANEL);
  g->maps = (float *)take_words(workspace, &used, keys * PANEL);
  g->slopes = (float *)take_words(workspace, &used, keys * PANEL);
  g->key_sums = (float *)take_words(workspace, &used, keys * features);
  g->value_sums = (float *)take_words(workspace, &used, keys * features);
  return used;
}

static size_t tile_gradient_workspace(const ckernels_attention *a) {
  if (a->parts == 0) return attention_gradient_workspace(a);
  tile_gradient measured;
  // Whole cache lines, wherever the workspace begins.
  return lay_out_gradient(a, NULL, &measured) + LANES;
}

// A product of tiles with rows of pairs.
typedef struct {
  const uint32_t *left, *right;
  // Words of what is high, 0 where there is nothing low.
  size_t left_low, right_low;
  // Tiles and steps of the left side; columns of the right one, all of them whole blocks.
  size_t tiles, steps, columns;
  float *target;
  // Whether it is added to the target.
  int keeps;
} tiled_product;

static void multiply_tiled(const tiled_product *p) {
  for (size_t row = 0; row < p->tiles; row += 2) {
    for (size_t column = 0; column < p->columns; column += BLOCK) {
      const tile_block block = {
          .left = p->left + row * p->steps * TILE_WORDS,
          .left_tile = p->steps * TILE_WORDS,
          .left_low = p->left_low,
          .right = p->right + column,
          .right_low = p->right_low,
          .width = p->columns,
          .steps = p->steps,
          .target = p->target + row * TILE_SIDE * p->columns + column,
          .target_stride = p->columns,
          .keeps = p->keeps,
      };
      run_block(2, 2, &block);
    }
  }
}

// Writes keys or values × the panel's queries or gradients, [keys][PANEL].
static void multiply_key_tiles(const tile_gradient *g, const uint32_t *left, const uint32_t *right,
                               float *target) {
  const size_t low = g->attention->parts > 1;
  const tiled_product product = {
      .left = left, .right = right, .left_low = low * g->key_words, .right_low = low * g->query_words,
      .tiles = g->tiles.key_tiles, .steps = g->tiles.feature_steps, .columns = PANEL, .target = target,
  };
  multiply_tiled(&product);
}

// Adds maps or slopes × the panel's gradients or queries to the sums of all keys.
static void add_to_key_tiles(const tile_gradient *g, const uint32_t *right, float *sums) {
  const size_t low = g->attention->parts > 1;
  const tiled_product product = {
      .left = g->rows, .right = right, .left_low = low * g->row_words,
      .right_low = low * g->query_row_words, .tiles = g->tiles.key_tiles, .steps = QUERY_STEPS,
      .columns = tiled_features(&g->tiles), .target = sums, .keeps = 1,
  };
  multiply_tiled(&product);
}

// Writes what queries gain, turned.
static void multiply_slopes(const tile_gradient *g) {
  const size_t low = g->attention->parts > 1;
  const tiled_product product = {
      .left = g->key_columns, .right = g->columns, .left_low = low * g->column_words,
      .right_low = low * g->slope_words, .tiles = g->tiles.feature_tiles, .steps = g->tiles.key_steps,
      .columns = PANEL, .target = g->turned,
  };
  multiply_tiled(&product);
}

// Packs the panel's rows as pairs of features.
static void pair_features(const tile_gradient *g, const float *rows, float scale, uint32_t *target) {
  const ckernels_attention *a = g->attention;
  pack_columns(rows, a->stride, a->size, g->count, PANEL, scale, g->turned);
  pair_up(g->turned, a->size, g->tiles.feature_steps * TILE_SIDE, a->parts, target, g->query_words);
}

// Packs the panel's rows as pairs of queries.
static void pair_queries_up(const tile_gradient *g, const float *rows, uint32_t *target) {
  const ckernels_attention *a = g->attention;
  const size_t width = tiled_features(&g->tiles);
  for (size_t pair = 0; pair < PANEL / 2; pair++) {
    for (size_t feature = 0; feature < width; feature += LANES) {
      const vector first = features_at(a, rows, g->count, 2 * pair, feature);
      const vector second = features_at(a, rows, g->count, 2 * pair + 1, feature);
      uint32_t *into = target + pair * width + feature;
      store_words(into, pair_of(first, second));
      if (a->parts > 1) {
        store_words(into + g->query_row_words, pair_of(low_of(first), low_of(second)));
      }
    }
  }
}

// Stores 32 queries of one key, in a tile of the left side of what keys gain.
INLINE void store_row(const tile_gradient *g, size_t key, size_t lane, vector a, vector b) {
  uint32_t *into = g->rows + (key / TILE_SIDE * QUERY_STEPS + lane / BLOCK) * TILE_WORDS +
                   key % TILE_SIDE * TILE_SIDE;
  store_words(into, pairs_within(a, b));
  if (g->attention->parts > 1) store_words(into + g->row_words, pairs_within(low_of(a), low_of(b)));
}

// Stores 16 queries of two keys, in the right side of what queries gain.
INLINE void store_column(const tile_gradient *g, size_t key, size_t lane, vector a, vector b) {
  uint32_t *into = g->columns + key / 2 * PANEL + lane;
  store_words(into, pair_of(a, b));
  if (g->attention->parts > 1) store_words(into + g->slope_words, pair_of(low_of(a), low_of(b)));
}

// Turns scores into maps, floats and rows of tiles.
static void soften_to_tiles(const tile_gradient *g) {
  const size_t keys = g->attention->keys;
  const int degree = g->attention->parts > 1 ? 6 : 3;
  for (size_t lane = 0; lane < PANEL; lane += BLOCK) {
    float *maps = g->maps + lane;
    const vector first = weigh_scores(maps, keys, degree);
    const vector second = weigh_scores(maps + LANES, keys, degree);
    for (size_t key = 0; key < keys; key++) {
      float *map = maps + key * PANEL;
      const vector a = load(map) * first, b = load(map + LANES) * second;
      store(map, a);
      store(map + LANES, b);
      store_row(g, key, lane, a, b);
    }
  }
}

// The gradient of a vector's scores, p (g − Σ p g).
INLINE vector tile_slope(const tile_gradient *g, size_t key, size_t lane, vector mean) {
  if (key >= g->attention->keys) return splat(0);
  const size_t place = key * PANEL + lane;
  return load(g->maps + place) * (load(g->slopes + place) - mean);
}

// Turns gradients of the maps into those of the scores, as rows and columns.
static void slope_scores_to_tiles(const tile_gradient *g) {
  const size_t keys = g->attention->keys;
  for (size_t lane = 0; lane < PANEL; lane += BLOCK) {
    const size_t behind = lane + LANES;
    const vector mean = mean_slope(g->maps + lane, g->slopes + lane, keys);
    const vector mean_behind = mean_slope(g->maps + behind, g->slopes + behind, keys);
    for (size_t key = 0; key < keys; key += 2) {
      const vector a = tile_slope(g, key, lane, mean), b = tile_slope(g, key, behind, mean_behind);
      const vector c = tile_slope(g, key + 1, lane, mean);
      const vector d = tile_slope(g, key + 1, behind, mean_behind);
      store_row(g, key, lane, a, b);
      if (key + 1 < keys) store_row(g, key + 1, lane, c, d);
      store_column(g, key, lane, a, c);
      store_column(g, key, behind, b, d);
    }
  }
}

static void run_tile_gradient(const tile_gradient *g, float *query, float *key, float *value) {
  const ckernels_attention *a = g->attention;
  const float *queries = a->query + g->first * a->stride;
  const float *slopes = g->gradient + g->first * a->stride;
  pair_features(g, queries, a->scale * LOG2_E, g->query);
  multiply_key_tiles(g, g->key, g->query, g->maps);
  if (a->mask) add_mask(a, g->first, g->count, g->slopes, g->maps);
  soften_to_tiles(g);
  if (value) {
    pair_queries_up(g, slopes, g->slope_rows);
    add_to_key_tiles(g, g->slope_rows, g->value_sums);
  }
  if (!query && !key) return;
  pair_features(g, slopes, 1, g->slope);
  multiply_key_tiles(g, g->value, g->slope, g->slopes);
  slope_scores_to_tiles(g);
  if (key) {
    pair_queries_up(g, queries, g->query_rows);
    add_to_key_tiles(g, g->query_rows, g->key_sums);
  }
  if (query) {
    multiply_slopes(g);
    write_scaled(a, (ckernels_range){g->first, g->first + g->count}, g->turned, query);
  }
}

// Keys that fill up the last tiles: what they multiply must be zeros.
static void clear_padding(const tile_gradient *g) {
  const size_t parts = g->attention->parts > 1 ? 2 : 1;
  const size_t sums = g->tiles.key_tiles * TILE_SIDE * tiled_features(&g->tiles);
  memset(g->rows, 0, parts * g->row_words * sizeof *g->rows);
  memset(g->columns, 0, parts * g->slope_words * sizeof *g->columns);
  memset(g->key_sums, 0, sums * sizeof *g->key_sums);
  memset(g->value_sums, 0, sums * sizeof *g->value_sums);
}

static void attend_gradient_in_tiles(const ckernels_attention *a, const float *gradient, float *query,
                                     float *key, float *value, float *workspace) {
  if (a->parts == 0) {
    attend_gradient(a, gradient, query, key, value, workspace);
    return;
  }
  tile_gradient g;
  lay_out_gradient(a, (uint32_t *)rounded_up((uintptr_t)workspace, sizeof(vector)), &g);
  g.gradient = gradient;
  pack_key_rows(a, a->key, g.key);
  pack_key_rows(a, a->value, g.value);
  pack_key_columns(a, a->key, g.key_columns);
  clear_padding(&g);
  _tile_loadconfig(&whole_tiles);
  for (g.first = 0; g.first < a->queries; g.first += PANEL) {
    g.count = smaller(PANEL, a->queries - g.first);
    run_tile_gradient(&g, query, key, value);
  }
  _tile_release();
  if (key) write_sums(a, g.key_sums, tiled_features(&g.tiles), a->scale, key);
  if (value) write_sums(a, g.value_sums, tiled_features(&g.tiles), 1, value);
}
