// One tile of a product, kept in registers: up to TILE_ROWS rows by up to TILE_VECTORS vectors.
// Operands are of the type `element`, a vector of them `elements`.

// Elements of a cache line.
enum { LINE = 16 };

typedef struct {
  // Row by row: for each segment the addresses of TILE_ROWS rows, to be moved on by `offset`.
  const element *const *rows;
  size_t offset;
  // Column by column, when rows is null: element (k, row) at columns + k · column_stride + row.
  const element *columns;
  size_t column_stride;
  size_t segments, inner;
  // Rows of the panel lie `panel_stride` apart.
  const element *panel;
  size_t panel_stride;
  // What will be needed next, asked for a line for each inner index; any address will do.
  const element *ahead;
  float *target;
  size_t target_stride;
  const float *bias;
  const float *addend;
  size_t addend_stride;
} tile_work;

INLINE void finish_tile(const int rows, const int vectors, const tile_work *work,
                        vector sum[TILE_ROWS][TILE_VECTORS]) {
  UNROLLED for (int row = 0; row < rows; row++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      vector value = sum[row][v];
      if (work->bias) value += load(work->bias + v * LANES);
      if (work->addend) value += load(work->addend + row * work->addend_stride + v * LANES);
      store(work->target + row * work->target_stride + v * LANES, value);
    }
  }
}

INLINE void tile_of_rows(const int rows, const int vectors, const tile_work *work) {
  vector sum[TILE_ROWS][TILE_VECTORS];
  UNROLLED for (int row = 0; row < rows; row++) {
    UNROLLED for (int v = 0; v < vectors; v++) sum[row][v] = splat(0);
  }
  const element *right = work->panel, *ahead = work->ahead;
  const size_t inner = work->inner, step = work->panel_stride;
  for (size_t segment = 0; segment < work->segments; segment++) {
    const element *left[TILE_ROWS];
    UNROLLED for (int row = 0; row < rows; row++) {
      left[row] = work->rows[segment * TILE_ROWS + row] + work->offset;
    }
#pragma clang loop unroll_count(4)
    for (size_t k = 0; k < inner; k++) {
      elements b[TILE_VECTORS];
      UNROLLED for (int v = 0; v < vectors; v++) b[v] = load_elements(right + v * LANES);
      __builtin_prefetch(ahead + k * LINE, 0, 2);
      UNROLLED for (int row = 0; row < rows; row++) {
        const elements a = (elements)(left[row][k]);
        UNROLLED for (int v = 0; v < vectors; v++) sum[row][v] = add_product(a, b[v], sum[row][v]);
      }
      right += step;
    }
    ahead += inner * LINE;
  }
  finish_tile(rows, vectors, work, sum);
}

INLINE void tile_of_columns(const int rows, const int vectors, const tile_work *work) {
  vector sum[TILE_ROWS][TILE_VECTORS];
  UNROLLED for (int row = 0; row < rows; row++) {
    UNROLLED for (int v = 0; v < vectors; v++) sum[row][v] = splat(0);
  }
  const element *right = work->panel, *left = work->columns;
  const size_t step = work->panel_stride, left_step = work->column_stride;
#pragma clang loop unroll_count(4)
  for (size_t k = 0; k < work->inner; k++) {
    elements b[TILE_VECTORS];
    UNROLLED for (int v = 0; v < vectors; v++) b[v] = load_elements(right + v * LANES);
    UNROLLED for (int row = 0; row < rows; row++) {
      const elements a = (elements)(left[row]);
      UNROLLED for (int v = 0; v < vectors; v++) sum[row][v] = add_product(a, b[v], sum[row][v]);
    }
    right += step;
    left += left_step;
  }
  finish_tile(rows, vectors, work, sum);
}

// Each size is compiled by itself, so that all sums of a tile are registers.
#define TILE_CASE(kind, rows, vectors) \
  case (rows) * 8 + (vectors): kind(rows, vectors, work); return;
#define TILE_CASES(kind, vectors)                                          \
  TILE_CASE(kind, 1, vectors) TILE_CASE(kind, 2, vectors)                  \
  TILE_CASE(kind, 3, vectors) TILE_CASE(kind, 4, vectors)                  \
  TILE_CASE(kind, 5, vectors) TILE_CASE(kind, 6, vectors)
#if TILE_VECTORS == 4
#define ALL_TILE_CASES(kind) \
  TILE_CASES(kind, 1) TILE_CASES(kind, 2) TILE_CASES(kind, 3) TILE_CASES(kind, 4)
#else
#define ALL_TILE_CASES(kind) TILE_CASES(kind, 1) TILE_CASES(kind, 2)
#endif

static __attribute__((noinline)) void run_tile_of_rows(size_t rows, size_t vectors,
                                                       const tile_work *work) {
  switch (rows * 8 + vectors) { ALL_TILE_CASES(tile_of_rows) }
}

static __attribute__((noinline)) void run_tile_of_columns(size_t rows, size_t vectors,
                                                          const tile_work *work) {
  switch (rows * 8 + vectors) { ALL_TILE_CASES(tile_of_columns) }
}

// Computes a tile of `columns` columns; columns that fill no whole vector go through a buffer.
static void run_tile(size_t rows, size_t columns, tile_work work) {
  const size_t vectors = (columns + LANES - 1) / LANES;
  float buffer[TILE_ROWS * PANEL];
  const tile_work whole = work;
  const int partial = columns % LANES != 0;
  if (partial) {
    work.target = buffer;
    work.target_stride = PANEL;
    work.bias = work.addend = NULL;
  }
  if (work.rows) {
    run_tile_of_rows(rows, vectors, &work);
  } else {
    run_tile_of_columns(rows, vectors, &work);
  }
  if (!partial) return;
  for (size_t row = 0; row < rows; row++) {
    for (size_t column = 0; column < columns; column++) {
      float value = buffer[row * PANEL + column];
      if (whole.bias) value += whole.bias[column];
      if (whole.addend) value += whole.addend[row * whole.addend_stride + column];
      whole.target[row * whole.target_stride + column] = value;
    }
  }
}
