// Attention of one head by AMX, as in Attention.h: scores exist for PANEL queries and KEY_TILE keys at
// a time, keys down and queries across. Query, key, value and weights are rounded to bfloat16, or with
// two parts also what that leaves; softmax is single precision.

// The sizes of packed operands, in tiles.
typedef struct {
  // Steps of 32 features; tiles of 16 keys, an even number of them; of 16 features of the result, an
  // even number; and steps of 32 keys.
  size_t feature_steps, key_tiles, feature_tiles, key_steps;
} attention_tiles;

INLINE attention_tiles tiles_of(const ckernels_attention *a) {
  return (attention_tiles){
      .feature_steps = (a->size + BLOCK - 1) / BLOCK,
      .key_tiles = rounded_up(a->keys, BLOCK) / TILE_SIDE,
      .feature_tiles = rounded_up(a->size, BLOCK) / TILE_SIDE,
      .key_steps = (a->keys + BLOCK - 1) / BLOCK,
  };
}

// Where everything lies in the workspace.
typedef struct {
  const ckernels_attention *attention;
  attention_tiles tiles;
  query_tile queries;
  // Tiles [keys][features] and [features of the result][keys]; pairs of rows of the query and of the
  // weights, PANEL wide. Low parts follow.
  uint32_t *key, *value, *query, *weights;
  size_t key_words, value_words, query_words, weight_words;
} tile_attention;

static tile_attention lay_out(const ckernels_attention *a, float *workspace) {
  const attention_tiles t = tiles_of(a);
  const size_t parts = a->parts > 1 ? 2 : 1;
  tile_attention w = {
      .attention = a,
      .tiles = t,
      .key_words = t.key_tiles * t.feature_steps * TILE_WORDS,
      .value_words = t.feature_tiles * t.key_steps * TILE_WORDS,
      .query_words = t.feature_steps * TILE_SIDE * PANEL,
      .weight_words = KEY_TILE / 2 * PANEL,
  };
  w.key = (uint32_t *)workspace;
  w.value = w.key + parts * w.key_words;
  w.query = w.value + parts * w.value_words;
  w.weights = w.query + parts * w.query_words;
  w.queries.query = (float *)(w.weights + parts * w.weight_words);
  w.queries.scores = w.queries.query + a->size * PANEL;
  w.queries.mask = w.queries.scores + KEY_TILE * PANEL;
  w.queries.results = w.queries.mask + KEY_TILE * PANEL;
  return w;
}

static size_t tile_attention_workspace(const ckernels_attention *a) {
  if (a->parts == 0) return attention_workspace(a);
  const attention_tiles t = tiles_of(a);
  const size_t words = (t.key_tiles + PANEL / TILE_SIDE) * t.feature_steps * TILE_WORDS +
                       t.feature_tiles * t.key_steps * TILE_WORDS + KEY_TILE / 2 * PANEL;
  const size_t floats = (a->size + 2 * KEY_TILE + t.feature_tiles * TILE_SIDE) * PANEL;
  // Whole cache lines, wherever the workspace begins.
  return (a->parts > 1 ? 2 : 1) * words + floats + LANES;
}

// Packs rows of keys or values as tiles of pairs of features.
static void pack_key_rows(const ckernels_attention *a, const float *source, uint32_t *target) {
  const attention_tiles tiles = tiles_of(a);
  const size_t width = (a->size + 1) / 2, steps = tiles.feature_steps;
  const size_t all = tiles.key_tiles * steps * TILE_WORDS;
  uint32_t row[width + TILE_SIDE];
  for (size_t key = 0; key < tiles.key_tiles * TILE_SIDE; key++) {
    for (int part = 0; part < (a->parts > 1 ? 2 : 1); part++) {
      uint32_t *into = target + part * all + key / TILE_SIDE * steps * TILE_WORDS + key % TILE_SIDE * TILE_SIDE;
      memset(row, 0, sizeof row);
      if (key < a->keys) {
        pair_rows(source + key * a->stride, a->stride, a->size, part, (ckernels_range){0, 1}, row);
      }
      for (size_t step = 0; step < steps; step++) {
        const size_t present = smaller(TILE_SIDE, width - smaller(width, step * TILE_SIDE));
        uint32_t *line = into + step * TILE_WORDS;
        store_words(line, (words)(0));
        memcpy(line, row + step * TILE_SIDE, present * sizeof *row);
      }
    }
  }
}

// Sixteen features of one of so many rows; those that are not there are zeros.
INLINE vector features_at(const ckernels_attention *a, const float *source, size_t rows, size_t row,
                          size_t feature) {
  if (row >= rows || feature >= a->size) return splat(0);
  const __mmask16 present = (__mmask16)((1u << smaller(TILE_SIDE, a->size - feature)) - 1);
  return (vector)_mm512_maskz_loadu_ps(present, source + row * a->stride + feature);
}

// Packs rows of values or keys turned, as tiles of pairs of keys.
static void pack_key_columns(const ckernels_attention *a, const float *source, uint32_t *target) {
  const attention_tiles tiles = tiles_of(a);
  const size_t all = tiles.feature_tiles * tiles.key_steps * TILE_WORDS;
  for (size_t tile = 0; tile < tiles.feature_tiles; tile++) {
    for (size_t step = 0; step < tiles.key_steps; step++) {
      for (int part = 0; part < (a->parts > 1 ? 2 : 1); part++) {
        uint32_t *into = target + part * all + (tile * tiles.key_steps + step) * TILE_WORDS;
        vector turned[TILE_SIDE];
        for (size_t i = 0; i < TILE_SIDE; i++) {
          const size_t key = step * BLOCK + 2 * i;
          const vector first = features_at(a, source, a->keys, key, tile * TILE_SIDE);
          const vector second = features_at(a, source, a->keys, key + 1, tile * TILE_SIDE);
          const words pair = part ? paired(low_of(first), low_of(second)) : paired(first, second);
          turned[i] = __builtin_bit_cast(vector, pair);
        }
        transpose(turned);
        for (size_t i = 0; i < TILE_SIDE; i++) {
          store_words(into + i * TILE_SIDE, __builtin_bit_cast(words, turned[i]));
        }
      }
    }
  }
}

// Writes pairs of `count` rows of PANEL floats, and zeros up to `pairs`.
static void pair_up(const float *rows, size_t count, size_t pairs, int parts, uint32_t *target,
                    size_t low) {
  for (size_t pair = 0; pair < pairs; pair++) {
    for (size_t lane = 0; lane < PANEL; lane += LANES) {
      const float *from = rows + 2 * pair * PANEL + lane;
      const vector first = 2 * pair < count ? load(from) : splat(0);
      const vector second = 2 * pair + 1 < count ? load(from + PANEL) : splat(0);
      uint32_t *into = target + pair * PANEL + lane;
      store_words(into, pair_of(first, second));
      if (parts > 1) store_words(into + low, pair_of(low_of(first), low_of(second)));
    }
  }
}

// Scores of a tile of keys, for all queries of the panel.
static void score_keys(tile_attention *w, size_t start, size_t count, size_t query, size_t queries) {
  const ckernels_attention *a = w->attention;
  const size_t low = a->parts > 1, steps = w->tiles.feature_steps;
  for (size_t key = 0; key < count; key += BLOCK) {
    for (size_t lane = 0; lane < PANEL; lane += BLOCK) {
      const tile_block block = {
          .left = w->key + (start + key) / TILE_SIDE * steps * TILE_WORDS,
          .left_tile = steps * TILE_WORDS,
          .left_low = low * w->key_words,
          .right = w->query + lane,
          .right_low = low * w->query_words,
          .width = PANEL,
          .steps = steps,
          .target = w->queries.scores + key * PANEL + lane,
          .target_stride = PANEL,
      };
      run_block(2, 2, &block);
    }
  }
  if (!a->mask) return;
  pack_columns(a->mask + query * a->keys + start, a->keys, count, queries, PANEL, LOG2_E,
               w->queries.mask);
  for (size_t i = 0; i < count * PANEL; i += LANES) {
    store(w->queries.scores + i, load(w->queries.scores + i) + load(w->queries.mask + i));
  }
}

// Turns the scores of a tile of keys into weights in pairs of keys, and of keys up to whole steps, which are
// none.
static void weigh_keys(tile_attention *w, size_t count) {
  const ckernels_attention *a = w->attention;
  const size_t pairs = rounded_up(count, BLOCK) / 2;
  if (a->parts > 1) {
    soften(&w->queries, count, a->size);
    pair_up(w->queries.scores, count, pairs, a->parts, w->weights, w->weight_words);
    return;
  }
  soften_to_pairs(&w->queries, w->weights, count, a->size);
  const size_t present = (count + 1) / 2;
  memset(w->weights + present * PANEL, 0, (pairs - present) * PANEL * sizeof *w->weights);
}

// Adds the values of a tile of keys, by their weights.
static void add_values(tile_attention *w, size_t start, size_t count) {
  const size_t low = w->attention->parts > 1, steps = (count + BLOCK - 1) / BLOCK;
  for (size_t tile = 0; tile < w->tiles.feature_tiles; tile += 2) {
    for (size_t lane = 0; lane < PANEL; lane += BLOCK) {
      const tile_block block = {
          .left = w->value + (tile * w->tiles.key_steps + start / BLOCK) * TILE_WORDS,
          .left_tile = w->tiles.key_steps * TILE_WORDS,
          .left_low = low * w->value_words,
          .right = w->weights + lane,
          .right_low = low * w->weight_words,
          .width = PANEL,
          .steps = steps,
          .target = w->queries.results + tile * TILE_SIDE * PANEL + lane,
          .target_stride = PANEL,
          .keeps = 1,
      };
      run_block(2, 2, &block);
    }
  }
}

static void attend_panel(tile_attention *w, size_t query, size_t queries) {
  const ckernels_attention *a = w->attention;
  pack_columns(a->query + query * a->stride, a->stride, a->size, queries, PANEL, a->scale * LOG2_E,
               w->queries.query);
  pair_up(w->queries.query, a->size, w->tiles.feature_steps * TILE_SIDE, a->parts, w->query,
          w->query_words);
  begin_queries(&w->queries, w->tiles.feature_tiles * TILE_SIDE);
  for (size_t start = 0; start < a->keys; start += KEY_TILE) {
    const size_t count = smaller(KEY_TILE, a->keys - start);
    score_keys(w, start, count, query, queries);
    weigh_keys(w, count);
    add_values(w, start, count);
  }
  divide_by_sums(&w->queries, a->size);
  write_turned(w->queries.results, a->size, a->target + query * a->stride, a->stride, queries);
}

static void attend_in_tiles(const ckernels_attention *a, ckernels_range queries, float *workspace) {
  if (a->parts == 0) {
    attend(a, queries, workspace);
    return;
  }
  const uintptr_t line = rounded_up((uintptr_t)workspace, sizeof(vector));
  tile_attention w = lay_out(a, (float *)line);
  pack_key_rows(a, a->key, w.key);
  pack_key_columns(a, a->value, w.value);
  _tile_loadconfig(&whole_tiles);
  for (size_t query = queries.start; query < queries.end; query += PANEL) {
    attend_panel(&w, query, smaller(PANEL, queries.end - query));
  }
  _tile_release();
}
