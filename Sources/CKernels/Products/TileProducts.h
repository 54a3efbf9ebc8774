// Products of pairs of bfloat16 by AMX: strips of rows, whose left side is packed into tiles, by blocks
// of inner indices, whose part of two tiles' columns stays in the first cache.

#include "Epilogue.h"

enum {
  // Rows of a strip; up to so many are one strip, so that weights are read from memory once.
  STRIP_ROWS = 256,
  LONGEST_STRIP = 384,
  // Steps of 16 words: 32 KiB of a panel, 32 columns wide.
  BLOCK_STEPS = 16,
  // Floats of a strip's results that are worked on at a time: the left side is packed anew for each.
  GROUP_FLOATS = 1 << 18,
};

// One strip of rows.
typedef struct {
  const ckernels_product *product;
  size_t start, rows;
  int transposed;
  // For each row and segment its address; null without patches.
  const uint32_t **places;
  // The packed left side of a block: [tiles of rows][steps], and then what rounding left.
  uint32_t *tiles;
  // Values and gates of a group of panels, of gated products.
  float *gated;
} strip;

// Writes the addresses of so many rows of patches, [count][segments]. Places are counted up: divisions
// for each would take as long as the products of few channels.
static void find_patches(const ckernels_product *product, size_t start, size_t count,
                         const element **places) {
  const ckernels_patches *p = product->patches;
  const element *picture = product->left;
  size_t x = start % p->output_width, y = start / p->output_width % p->output_height;
  size_t item = start / p->output_width / p->output_height;
  for (size_t row = start; row < start + count; row++, places += product->segments) {
    const element *pixels = picture + item * p->height * p->width * p->channels;
    // What lies above or to the left wraps round to a large number.
    const size_t top = y * p->stride - (size_t)p->leading, left = x * p->stride - (size_t)p->leading;
    for (size_t segment = 0, line = 0; line < p->kernel_height; line++) {
      for (size_t column = 0; column < p->kernel_width; column++, segment++) {
        const size_t v = (top + line) >> p->doubled, u = (left + column) >> p->doubled;
        if (p->spread > 1) {
          places[segment] = patch_segment(p, picture, row, segment);
        } else {
          places[segment] = v < p->height && u < p->width
                                ? pixels + (v * p->width + u) * p->channels
                                : p->zeros;
        }
      }
    }
    if (++x == p->output_width) {
      x = 0;
      if (++y == p->output_height) y = 0, item++;
    }
  }
}

INLINE size_t words_of(const ckernels_product *p) { return p->segments * p->inner; }

// Packs 16 rows of one step; those that are not there are zeros.
INLINE void pack_tile(const strip *s, size_t low, size_t row, size_t word, uint32_t *tile) {
  const ckernels_product *p = s->product;
  const uint32_t *left = (const uint32_t *)p->left + low;
  const size_t count = smaller(TILE_SIDE, s->rows - row);
  const size_t segment = word / p->inner, offset = word % p->inner;
  if (s->transposed) {
    const __mmask16 present = (__mmask16)((1u << count) - 1);
    vector turned[TILE_SIDE];
    for (size_t k = 0; k < TILE_SIDE; k++) {
      const uint32_t *from = left + (word + k) * p->left_stride + s->start + row;
      turned[k] = __builtin_bit_cast(vector, _mm512_maskz_loadu_epi32(present, from));
    }
    transpose(turned);
    for (size_t i = 0; i < TILE_SIDE; i++) {
      store_words(tile + i * TILE_SIDE, __builtin_bit_cast(words, turned[i]));
    }
    return;
  }
  for (size_t i = 0; i < count; i++) {
    const uint32_t *from = left + (s->start + row + i) * p->left_stride;
    if (s->places) {
      const uint32_t *place = s->places[(row + i) * p->segments + segment];
      from = place == p->patches->zeros ? place : place + low;
    }
    store_words(tile + i * TILE_SIDE, load_words(from + offset));
  }
  for (size_t i = count; i < TILE_SIDE; i++) store_words(tile + i * TILE_SIDE, (words)(0));
}

// Packs the left side of so many steps from `first` on.
static void pack_block(const strip *s, size_t first, size_t steps, size_t low) {
  const ckernels_product *p = s->product;
  for (size_t row = 0; row < s->rows; row += TILE_SIDE) {
    uint32_t *tile = s->tiles + row / TILE_SIDE * steps * TILE_WORDS;
    for (size_t step = 0; step < steps; step++, tile += TILE_WORDS) {
      pack_tile(s, 0, row, (first + step) * TILE_SIDE, tile);
      if (low) pack_tile(s, p->left_low, row, (first + step) * TILE_SIDE, tile + low);
    }
  }
}

// Adds a block's sums to what the target holds, or in the first to bias and addend.
INLINE void write_sums(const ckernels_product *p, const float *sums, size_t row, size_t rows,
                       size_t column, int is_first) {
  const size_t columns = smaller(BLOCK, p->columns - column);
  const float *addend = is_first ? p->addend : p->target;
  const size_t stride = is_first ? p->addend_stride : p->target_stride;
  for (size_t start = 0; start < columns; start += LANES) {
    const size_t present = smaller(LANES, columns - start), place = column + start;
    const __mmask16 mask = (__mmask16)((1u << present) - 1);
    const __m512 bias = is_first && p->bias ? _mm512_maskz_loadu_ps(mask, p->bias + place)
                                            : _mm512_setzero_ps();
    for (size_t i = 0; i < rows; i++) {
      __m512 value = _mm512_add_ps(_mm512_load_ps(sums + i * BLOCK + start), bias);
      if (addend) {
        const float *from = addend + (row + i) * stride + place;
        value = _mm512_add_ps(value, _mm512_maskz_loadu_ps(mask, from));
      }
      _mm512_mask_storeu_ps(p->target + (row + i) * p->target_stride + place, mask, value);
    }
  }
}

// Multiplies a packed block with two tiles' columns of a panel.
static void multiply_columns(const strip *s, const ckernels_product *p, size_t column, size_t first,
                             size_t steps, size_t low, const uint32_t *ahead) {
  float sums[BLOCK * BLOCK] __attribute__((aligned(64)));
  const size_t panel = column / PANEL, width = panel_width(p->columns, panel);
  const size_t tiles = width - column % PANEL > TILE_SIDE ? 2 : 1;
  const size_t blocks = (s->rows + BLOCK - 1) / BLOCK;
  const size_t place = panel * PANEL * words_of(p) + first * TILE_SIDE * width + column % PANEL;
  const uint32_t *right = (const uint32_t *)p->panels + place;
  const size_t rows_ahead = (TILE_SIDE + blocks - 1) / blocks;
  for (size_t row = 0; row < s->rows; row += BLOCK) {
    const tile_block block = {
        .left = s->tiles + row / TILE_SIDE * steps * TILE_WORDS,
        .left_tile = steps * TILE_WORDS,
        .left_low = low,
        .right = right,
        .right_low = p->panels_low,
        .width = width,
        .steps = steps,
        .ahead = ahead + row / BLOCK * steps * rows_ahead * width,
        .ahead_rows = rows_ahead,
        .target = sums,
        .target_stride = BLOCK,
    };
    const size_t rows = smaller(BLOCK, s->rows - row);
    run_block(rows > TILE_SIDE ? 2 : 1, tiles, &block);
    write_sums(p, sums, row, rows, column, first == 0);
  }
}

// Multiplies a packed block with some panels of a product whose left side it is.
static void multiply_panels(const strip *s, const ckernels_product *p, ckernels_range panels,
                            size_t first, size_t steps, size_t low) {
  const size_t end = smaller(panels.end * PANEL, p->columns);
  for (size_t column = panels.start * PANEL; column < end; column += BLOCK) {
    // The same part of the next panel; after the last one the next part of the first.
    const size_t next = column / PANEL + 1 < panels.end ? column / PANEL + 1 : panels.start;
    const size_t step = next == panels.start ? first + steps : first;
    const uint32_t *ahead = (const uint32_t *)p->panels + next * PANEL * words_of(p) +
                            step * TILE_SIDE * panel_width(p->columns, next) + column % PANEL;
    multiply_columns(s, p, column, first, steps, low, ahead);
  }
}

// The panels that go through together, of values alone if there are gates, too.
INLINE size_t group_of(const strip *s) {
  const int is_gated = s->product->activation == CKERNELS_GATED_GELU;
  return GROUP_FLOATS / (is_gated ? 2 : 1) / PANEL / s->rows + 1;
}

// The products that one packing of the left side serves, for a group of panels. Their rows are the strip's.
typedef struct {
  ckernels_product products[2];
  int count;
  ckernels_range panels;
} strip_group;

INLINE strip_group group_at(const strip *s, size_t start, size_t end) {
  if (s->product->activation != CKERNELS_GATED_GELU) {
    strip_group group = {.products = {*s->product}, .count = 1, .panels = {start, end}};
    ckernels_product *p = &group.products[0];
    p->target += s->start * p->target_stride;
    if (p->addend) p->addend += s->start * p->addend_stride;
    return group;
  }
  strip_group group = {.count = 2, .panels = {0, end - start}};
  for (int gates = 0; gates < 2; gates++) {
    group.products[gates] = gated_half(s->product, (ckernels_range){start, end}, gates, s->gated);
  }
  return group;
}

static void multiply_strip(const strip *s, ckernels_range panels) {
  const ckernels_product *p = s->product;
  const size_t all = words_of(p) / TILE_SIDE, count = (all + BLOCK_STEPS - 1) / BLOCK_STEPS;
  const size_t part = (all + count - 1) / count, together = group_of(s);
  for (size_t start = panels.start; start < panels.end; start += together) {
    const ckernels_range some = {start, smaller(start + together, panels.end)};
    const strip_group group = group_at(s, some.start, some.end);
    for (size_t first = 0; first < all; first += part) {
      const size_t steps = smaller(part, all - first);
      const size_t low = p->left_low ? rounded_up(s->rows, TILE_SIDE) * steps * TILE_SIDE : 0;
      pack_block(s, first, steps, low);
      for (int i = 0; i < group.count; i++) {
        multiply_panels(s, &group.products[i], group.panels, first, steps, low);
      }
    }
    if (group.count > 1) {
      write_gated(p, s->gated, s->start, s->rows, some);
    } else {
      activate_panels(p, (ckernels_range){s->start, s->start + s->rows}, some);
    }
  }
}

static void multiply_in_tiles(const ckernels_product *product, ckernels_range rows,
                              ckernels_range panels, int transposed) {
  const size_t count = rows.end - rows.start, longest = count <= LONGEST_STRIP ? count : STRIP_ROWS;
  const size_t parts = product->left_low ? 2 : 1;
  strip s = {.product = product, .transposed = transposed};
  s.tiles = room(parts * rounded_up(longest, TILE_SIDE) * BLOCK_STEPS * TILE_SIDE * sizeof *s.tiles);
  if (product->patches) s.places = room(longest * product->segments * sizeof *s.places);
  if (product->activation == CKERNELS_GATED_GELU) {
    s.gated = room((GROUP_FLOATS + 2 * PANEL * longest) * sizeof *s.gated);
  }
  _tile_loadconfig(&whole_tiles);
  for (s.start = rows.start; s.start < rows.end; s.start += longest) {
    s.rows = smaller(longest, rows.end - s.start);
    if (s.places) find_patches(product, s.start, s.rows, s.places);
    multiply_strip(&s, panels);
  }
  _tile_release();
  free(s.tiles);
  free(s.places);
  free(s.gated);
}
