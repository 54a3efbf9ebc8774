// What the gradients of attention do with the maps of PANEL queries and all keys, [keys][PANEL], whether
// products are of floats or of pairs: `element` is what they multiply.

// Writes rows × right for all keys.
static void multiply_keys(const ckernels_attention *a, const element *rows, size_t stride,
                          size_t inner, const element *right, float *target) {
  for (size_t key = 0; key < a->keys; key += TILE_ROWS) {
    const size_t count = smaller(TILE_ROWS, a->keys - key);
    const element *places[TILE_ROWS];
    for (size_t row = 0; row < count; row++) places[row] = rows + (key + row) * stride;
    const tile_work work = {
        .rows = places, .segments = 1, .inner = inner, .panel = right, .panel_stride = PANEL,
        .ahead = right, .target = target + key * PANEL, .target_stride = PANEL,
    };
    run_tile_of_rows(count, TILE_VECTORS, &work);
  }
}

// Adds rows of the keys, `stride` apart, × what is packed as a right operand of `inner` to the sums of all keys.
static void add_to_keys(const ckernels_attention *a, const element *rows, size_t stride,
                        size_t inner, const element *packed, float *sums) {
  const size_t padded = rounded_up(a->size, LANES);
  for (size_t key = 0; key < a->keys; key += TILE_ROWS) {
    const size_t count = smaller(TILE_ROWS, a->keys - key);
    const element *places[TILE_ROWS];
    for (size_t row = 0; row < count; row++) places[row] = rows + (key + row) * stride;
    for (size_t start = 0; start < padded; start += PANEL) {
      const size_t width = smaller(PANEL, padded - start);
      float *target = sums + key * padded + start;
      const tile_work work = {
          .rows = places, .segments = 1, .inner = inner, .panel = packed + start * inner,
          .panel_stride = width, .ahead = packed, .target = target, .target_stride = padded,
          .addend = target, .addend_stride = padded,
      };
      run_tile_of_rows(count, width / LANES, &work);
    }
  }
}

// Adds the mask of a tile of queries to its scores, in units of log 2; `buffer` is as large as they are.
static void add_mask(const ckernels_attention *a, size_t first, size_t count, float *buffer,
                     float *scores) {
  pack_columns(a->mask + first * a->keys, a->keys, a->keys, count, PANEL, LOG2_E, buffer);
  for (size_t i = 0; i < a->keys * PANEL; i += LANES) {
    store(scores + i, load(scores + i) + load(buffer + i));
  }
}

// Turns a vector's scores into weights and returns what they are to be multiplied by.
INLINE vector weigh_scores(float *scores, size_t keys, const int degree) {
  vector maximum = splat(-INFINITY), sum = splat(0);
  for (size_t key = 0; key < keys; key++) {
    maximum = __builtin_elementwise_max(maximum, load(scores + key * PANEL));
  }
  maximum = maximum == splat(-INFINITY) ? splat(0) : maximum;
  for (size_t key = 0; key < keys; key++) {
    const vector weight = power_of_two(load(scores + key * PANEL) - maximum, degree);
    store(scores + key * PANEL, weight);
    sum += weight;
  }
  return sum > splat(0) ? 1 / sum : splat(0);
}

// The mean of a vector's gradients of the maps, Σ p g.
INLINE vector mean_slope(const float *maps, const float *slopes, size_t keys) {
  vector sum = splat(0);
  for (size_t key = 0; key < keys; key++) {
    sum = multiply_add(load(maps + key * PANEL), load(slopes + key * PANEL), sum);
  }
  return sum;
}

// Writes scale · the gradients of a range of queries, [size][PANEL], which are changed.
static void write_scaled(const ckernels_attention *a, ckernels_range queries, float *gradients,
                         float *target) {
  for (size_t i = 0; i < a->size * PANEL; i += LANES) {
    store(gradients + i, load(gradients + i) * a->scale);
  }
  write_turned(gradients, a->size, target + queries.start * a->stride, a->stride,
               queries.end - queries.start);
}

// Writes the gradients of a range of queries: keys, `inner` rows `stride` apart, turned × the slopes of their
// scores. `buffer` is [size][PANEL].
static void write_query_gradient(const ckernels_attention *a, ckernels_range queries,
                                 const element *keys, size_t stride, size_t inner,
                                 const element *slopes, float *buffer, float *target) {
  for (size_t feature = 0; feature < a->size; feature += TILE_ROWS) {
    const tile_work work = {
        .columns = keys + feature, .column_stride = stride, .inner = inner, .panel = slopes,
        .panel_stride = PANEL, .target = buffer + feature * PANEL, .target_stride = PANEL,
    };
    run_tile_of_columns(smaller(TILE_ROWS, a->size - feature), TILE_VECTORS, &work);
  }
  write_scaled(a, queries, buffer, target);
}

// Writes what keys or values have gained, rows of sums `width` apart.
static void write_sums(const ckernels_attention *a, const float *sums, size_t width, float scale,
                       float *target) {
  for (size_t row = 0; row < a->keys; row++) {
    for (size_t i = 0; i < a->size; i++) {
      target[row * a->stride + i] = sums[row * width + i] * scale;
    }
  }
}
