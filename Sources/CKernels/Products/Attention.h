// Attention of one head in tiles: scores exist for PANEL queries and KEY_TILE keys at a time, and both
// products read what the one before has written.

static size_t attention_workspace(const ckernels_attention *a) {
  return PANEL * (2 * a->size + 2 * KEY_TILE);
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
