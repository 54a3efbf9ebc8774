// AMX: eight registers of 16 rows of 16 words each. An instruction multiplies two, pairs of bfloat16,
// and adds 16 × 16 sums of single precision to a third. Registers 0 to 3 are sums, 4 and 5 hold the
// left side, 6 and 7 the right one.
#include <immintrin.h>

enum {
  // Rows of a tile, and words in a row.
  TILE_SIDE = 16,
  TILE_WORDS = TILE_SIDE * TILE_SIDE,
  // Rows and columns of the sums that are kept in registers together.
  BLOCK = 2 * TILE_SIDE,
  LEFT_STRIDE = TILE_SIDE * 4,
};

typedef struct {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} tile_shapes;

// Every register whole. What is not whole is filled up with zeros where it is packed.
static const tile_shapes whole_tiles __attribute__((aligned(64))) = {
    .palette = 1,
    .row_bytes = {64, 64, 64, 64, 64, 64, 64, 64},
    .rows = {16, 16, 16, 16, 16, 16, 16, 16},
};

// One block of sums: up to two by two tiles.
typedef struct {
  // Tiles one after the other, a step of 32 inner indices each; the second row of tiles is
  // `left_tile` words on. What rounding left lies `left_low` words on; 0 for nothing.
  const uint32_t *left;
  size_t left_tile, left_low;
  // Rows of 16 words for each tile, `width` words apart, and likewise.
  const uint32_t *right;
  size_t width, right_low;
  size_t steps;
  // Rows of two cache lines, as far apart as those of right, that will be needed next: so many are
  // asked for in each step.
  const uint32_t *ahead;
  size_t ahead_rows;
  float *target;
  size_t target_stride;
  // Whether sums begin with the target.
  int keeps;
} tile_block;

INLINE void load_left(const int rows, const uint32_t *left, size_t tile) {
  _tile_loadd(4, left, LEFT_STRIDE);
  if (rows > 1) _tile_loadd(5, left + tile, LEFT_STRIDE);
}

INLINE void load_right(const int columns, const uint32_t *right, size_t stride) {
  _tile_loadd(6, right, stride);
  if (columns > 1) _tile_loadd(7, right + TILE_SIDE, stride);
}

INLINE void multiply_tiles(const int rows, const int columns) {
  _tile_dpbf16ps(0, 4, 6);
  if (columns > 1) _tile_dpbf16ps(1, 4, 7);
  if (rows > 1) _tile_dpbf16ps(2, 5, 6);
  if (rows > 1 && columns > 1) _tile_dpbf16ps(3, 5, 7);
}

INLINE void begin_sums(const int rows, const int columns, const tile_block *b) {
  const size_t stride = b->target_stride * sizeof(float);
  float *below = b->target + TILE_SIDE * b->target_stride;
  if (!b->keeps) {
    _tile_zero(0);
    if (columns > 1) _tile_zero(1);
    if (rows > 1) _tile_zero(2);
    if (rows > 1 && columns > 1) _tile_zero(3);
    return;
  }
  _tile_loadd(0, b->target, stride);
  if (columns > 1) _tile_loadd(1, b->target + TILE_SIDE, stride);
  if (rows > 1) _tile_loadd(2, below, stride);
  if (rows > 1 && columns > 1) _tile_loadd(3, below + TILE_SIDE, stride);
}

INLINE void store_sums(const int rows, const int columns, const tile_block *b) {
  const size_t stride = b->target_stride * sizeof(float);
  float *below = b->target + TILE_SIDE * b->target_stride;
  _tile_stored(0, b->target, stride);
  if (columns > 1) _tile_stored(1, b->target + TILE_SIDE, stride);
  if (rows > 1) _tile_stored(2, below, stride);
  if (rows > 1 && columns > 1) _tile_stored(3, below + TILE_SIDE, stride);
}

INLINE void sum_block(const int rows, const int columns, const int parts, const tile_block *b) {
  const size_t stride = b->width * sizeof(uint32_t);
  const uint32_t *left = b->left, *right = b->right, *ahead = b->ahead;
  begin_sums(rows, columns, b);
  for (size_t step = 0; step < b->steps; step++) {
    load_left(rows, left, b->left_tile);
    if (parts > 1) {
      load_right(columns, right + b->right_low, stride);
      multiply_tiles(rows, columns);
    }
    load_right(columns, right, stride);
    for (size_t row = 0; row < b->ahead_rows; row++, ahead += b->width) {
      __builtin_prefetch(ahead, 0, 2);
      __builtin_prefetch(ahead + TILE_SIDE, 0, 2);
    }
    multiply_tiles(rows, columns);
    if (parts > 1) {
      load_left(rows, left + b->left_low, b->left_tile);
      multiply_tiles(rows, columns);
    }
    left += TILE_WORDS;
    right += TILE_SIDE * b->width;
  }
  store_sums(rows, columns, b);
}

// Each size is compiled by itself: which registers an instruction takes is part of it.
static __attribute__((noinline)) void run_block(size_t rows, size_t columns, const tile_block *b) {
  switch (rows * 4 + columns * 2 + (b->left_low != 0)) {
    case 6: sum_block(1, 1, 1, b); return;
    case 7: sum_block(1, 1, 2, b); return;
    case 8: sum_block(1, 2, 1, b); return;
    case 9: sum_block(1, 2, 2, b); return;
    case 10: sum_block(2, 1, 1, b); return;
    case 11: sum_block(2, 1, 2, b); return;
    case 12: sum_block(2, 2, 1, b); return;
    case 13: sum_block(2, 2, 2, b); return;
  }
}

// Products in registers that do not wait for each other, of zeros; returns the number of operations.
static __attribute__((unused)) size_t exhaust_tiles(size_t rounds) {
  _tile_loadconfig(&whole_tiles);
  for (size_t round = 0; round < rounds; round++) multiply_tiles(2, 2);
  _tile_release();
  return rounds * 4 * 2 * 2 * TILE_WORDS * TILE_SIDE;
}
