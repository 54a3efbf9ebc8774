// Attention of one head by pairs of bfloat16, as in Attention.h: query, key, value and weights are rounded,
// scores, softmax and sums are single precision. Included after pair_of, which rounds two vectors.

typedef struct {
  const ckernels_attention *attention;
  query_tile queries;
  // Pairs of features of the query, PANEL wide, and of each key; pairs of keys, of weights PANEL wide and of
  // values.
  uint32_t *query, *weights, *key, *value;
} pair_attention;

INLINE size_t feature_pairs(const ckernels_attention *a) { return (a->size + 1) / 2; }

static size_t pair_attention_workspace(const ckernels_attention *a) {
  return PANEL * (2 * a->size + feature_pairs(a) + 2 * KEY_TILE + KEY_TILE / 2) +
         a->keys * feature_pairs(a) + (a->keys + 1) / 2 * a->size;
}

static pair_attention pairs_in(const ckernels_attention *a, float *workspace) {
  pair_attention w = {.attention = a};
  w.queries.query = workspace;
  w.queries.results = w.queries.query + a->size * PANEL;
  w.queries.scores = w.queries.results + a->size * PANEL;
  w.queries.mask = w.queries.scores + KEY_TILE * PANEL;
  w.query = (uint32_t *)(w.queries.mask + KEY_TILE * PANEL);
  w.weights = w.query + feature_pairs(a) * PANEL;
  w.key = w.weights + KEY_TILE / 2 * PANEL;
  w.value = w.key + a->keys * feature_pairs(a);
  return w;
}

static void score_keys(const pair_attention *w, ckernels_range keys, size_t query, size_t queries) {
  const ckernels_attention *a = w->attention;
  const size_t count = keys.end - keys.start, pairs = feature_pairs(a);
  if (a->mask) {
    pack_columns(a->mask + query * a->keys + keys.start, a->keys, count, queries, PANEL, LOG2_E,
                 w->queries.mask);
  }
  for (size_t key = 0; key < count; key += TILE_ROWS) {
    const size_t rows = smaller(TILE_ROWS, count - key);
    const uint32_t *places[TILE_ROWS];
    for (size_t row = 0; row < rows; row++) places[row] = w->key + (keys.start + key + row) * pairs;
    const tile_work work = {
        .rows = places, .segments = 1, .inner = pairs, .panel = w->query, .panel_stride = PANEL,
        .ahead = w->query, .target = w->queries.scores + key * PANEL, .target_stride = PANEL,
        .addend = a->mask ? w->queries.mask + key * PANEL : NULL, .addend_stride = PANEL,
    };
    run_tile_of_rows(rows, TILE_VECTORS, &work);
  }
}

static void add_values(const pair_attention *w, ckernels_range keys) {
  const size_t size = w->attention->size;
  for (size_t feature = 0; feature < size; feature += TILE_ROWS) {
    const tile_work work = {
        .columns = w->value + keys.start / 2 * size + feature, .column_stride = size,
        .inner = (keys.end - keys.start + 1) / 2, .panel = w->weights, .panel_stride = PANEL,
        .target = w->queries.results + feature * PANEL, .target_stride = PANEL,
        .addend = w->queries.results + feature * PANEL, .addend_stride = PANEL,
    };
    run_tile_of_columns(smaller(TILE_ROWS, size - feature), TILE_VECTORS, &work);
  }
}

static void attend_panel(pair_attention *w, size_t query, size_t queries) {
  const ckernels_attention *a = w->attention;
  pack_columns(a->query + query * a->stride, a->stride, a->size, queries, PANEL, a->scale * LOG2_E,
               w->queries.query);
  pair_up_rows(w->queries.query, PANEL, a->size, PANEL, (ckernels_range){0, feature_pairs(a)},
               w->query);
  begin_queries(&w->queries, a->size);
  for (size_t start = 0; start < a->keys; start += KEY_TILE) {
    const ckernels_range keys = {start, smaller(start + KEY_TILE, a->keys)};
    score_keys(w, keys, query, queries);
    soften_to_pairs(&w->queries, w->weights, keys.end - keys.start, w->attention->size);
    add_values(w, keys);
  }
  divide_by_sums(&w->queries, a->size);
  write_turned(w->queries.results, a->size, a->target + query * a->stride, a->stride, queries);
}

static void attend_in_pairs(const ckernels_attention *a, ckernels_range queries, float *workspace) {
  pair_attention w = pairs_in(a, workspace);
  pair_rows(a->key, a->stride, a->size, 0, (ckernels_range){0, a->keys}, w.key);
  pair_up_rows(a->value, a->stride, a->keys, a->size, (ckernels_range){0, (a->keys + 1) / 2}, w.value);
  for (size_t query = queries.start; query < queries.end; query += PANEL) {
    attend_panel(&w, query, smaller(PANEL, queries.end - query));
  }
}
