// Products by strips of rows and blocks of inner indices that stay in the caches.

#include "Epilogue.h"

enum {
  // Rows of a strip: whole tiles, whose results for all blocks of inner indices stay near.
  STRIP_ROWS = 192,
  // So many rows are one strip, so that weights are read from memory once.
  LONGEST_STRIP = 264,
  // Inner indices of a block.
  BLOCK_INNER = 384,
  // Floats of a strip's results that are worked on at a time.
  GROUP_FLOATS = 1 << 17,
};

// Writes the addresses of a strip's rows: [tiles][segments][TILE_ROWS].
static void find_rows(const ckernels_product *product, size_t start, size_t count,
                      const element **table) {
  for (size_t i = 0; i < count; i++) {
    const element **entry = table + i / TILE_ROWS * product->segments * TILE_ROWS + i % TILE_ROWS;
    if (!product->patches) {
      *entry = (const element *)product->left + (start + i) * product->left_stride;
      continue;
    }
    for (size_t segment = 0; segment < product->segments; segment++) {
      entry[segment * TILE_ROWS] =
          patch_segment(product->patches, product->left, start + i, segment);
    }
  }
}

// The part of a product that one pass over its panels adds: some segments, or a part of one.
typedef struct {
  size_t segment, segments, offset, inner;
} inner_block;

// Where the panel begins that comes after one, or its next block; the product's panels at the end.
static const element *next_panel(const ckernels_product *product, ckernels_range panels,
                                 size_t panel, inner_block block) {
  const size_t whole = product->segments * product->inner;
  size_t first = block.segment * product->inner + block.offset;
  if (++panel == panels.end) {
    panel = panels.start;
    first += block.segments * block.inner;
    if (first >= whole) return product->panels;
  }
  return (const element *)product->panels + panel * PANEL * whole +
         first * panel_width(product->columns, panel);
}

// What the tile of so many rows from `row` on asks for, a line for each inner index: its share of what comes next.
static const element *share_ahead(const ckernels_product *product, ckernels_range rows, size_t row,
                                  const element *next, inner_block block) {
  const size_t tile = (row - rows.start) / TILE_ROWS, share = block.segments * block.inner * LINE;
  if (product->ahead_elements == 0) return next + tile % (PANEL / LINE) * share;
  const size_t tiles = (rows.end - rows.start + TILE_ROWS - 1) / TILE_ROWS;
  return (const element *)product->ahead +
         (tiles * block.offset * LINE + tile * share) % product->ahead_elements;
}

static void multiply_block(const ckernels_product *product, const element *const *table,
                           ckernels_range rows, ckernels_range panels, inner_block block) {
  const size_t whole = product->segments * product->inner;
  const size_t first = block.segment * product->inner + block.offset;
  for (size_t panel = panels.start; panel < panels.end; panel++) {
    const size_t columns = panel_columns(product->columns, panel);
    const size_t width = panel_width(product->columns, panel);
    // The tiles of this panel share out the lines of the next, which come while they compute.
    const element *next = next_panel(product, panels, panel, block);
    for (size_t row = rows.start; row < rows.end; row += TILE_ROWS) {
      const size_t place = row * product->target_stride + panel * PANEL;
      tile_work work = {
          .segments = block.segments,
          .inner = block.inner,
          .panel = (const element *)product->panels + panel * PANEL * whole + first * width,
          .panel_stride = width,
          .ahead = share_ahead(product, rows, row, next, block),
          .target = product->target + place,
          .target_stride = product->target_stride,
          .addend = product->target + place,
          .addend_stride = product->target_stride,
      };
      if (table) {
        work.rows =
            table + ((row - rows.start) / TILE_ROWS * product->segments + block.segment) * TILE_ROWS;
        work.offset = block.offset;
      } else {
        work.columns = (const element *)product->left + block.offset * product->left_stride + row;
        work.column_stride = product->left_stride;
      }
      if (first == 0) {
        work.bias = product->bias ? product->bias + panel * PANEL : NULL;
        work.addend = product->addend
                          ? product->addend + row * product->addend_stride + panel * PANEL
                          : NULL;
        work.addend_stride = product->addend_stride;
      }
      run_tile(smaller(TILE_ROWS, rows.end - row), columns, work);
    }
  }
}

static void multiply_strip(const ckernels_product *product, const element *const *table,
                           ckernels_range rows, ckernels_range panels) {
  const size_t inner = product->inner;
  const size_t blocks = inner > BLOCK_INNER ? (inner + BLOCK_INNER - 1) / BLOCK_INNER : 1;
  const size_t part = (inner + blocks - 1) / (blocks ? blocks : 1);
  // Places without any inner index are one block: bias and addend are added once.
  const size_t together = inner == 0 ? product->segments : inner < BLOCK_INNER ? BLOCK_INNER / inner : 1;
  const size_t group = GROUP_FLOATS / PANEL / (rows.end - rows.start) + 1;
  for (size_t start = panels.start; start < panels.end; start += group) {
    const ckernels_range some = {start, smaller(start + group, panels.end)};
    for (size_t segment = 0; segment < product->segments; segment += together) {
      size_t offset = 0;
      do {
        const inner_block block = {segment, smaller(together, product->segments - segment), offset,
                                   smaller(part, inner - offset)};
        multiply_block(product, table, rows, some, block);
        offset += part;
      } while (offset < inner);
    }
    activate_panels(product, rows, some);
  }
}

// The panels of values, and as many of gates, that go through together.
INLINE size_t gated_group(size_t rows, ckernels_range panels) {
  return smaller(GROUP_FLOATS / 2 / PANEL / rows + 1, panels.end - panels.start);
}

// The same for a strip of `count` rows from `start` on of a gated product.
static void multiply_gated_strip(const ckernels_product *product, const element *const *table,
                                 size_t start, size_t count, ckernels_range panels, float *buffer) {
  const size_t group = gated_group(count, panels);
  for (size_t panel = panels.start; panel < panels.end; panel += group) {
    const ckernels_range some = {panel, smaller(panel + group, panels.end)};
    for (int gates = 0; gates < 2; gates++) {
      const ckernels_product half = gated_half(product, some, gates, buffer);
      multiply_strip(&half, table, (ckernels_range){0, count}, (ckernels_range){0, some.end - panel});
    }
    write_gated(product, buffer, start, count, some);
  }
}

static void multiply(const ckernels_product *product, ckernels_range rows, ckernels_range panels) {
  const size_t count = rows.end - rows.start;
  const size_t strip = count <= LONGEST_STRIP ? rounded_up(count, TILE_ROWS) : STRIP_ROWS;
  if (count == 0 || panels.start >= panels.end) return;
  const int is_gated = product->activation == CKERNELS_GATED_GELU;
  const element **table = room(strip * product->segments * sizeof *table);
  // A short last strip takes more panels together, but no more floats.
  float *buffer = is_gated ? room((GROUP_FLOATS + 2 * PANEL * strip) * sizeof *buffer) : NULL;
  for (size_t start = rows.start; start < rows.end; start += strip) {
    const ckernels_range some = {start, smaller(start + strip, rows.end)};
    find_rows(product, some.start, some.end - some.start, table);
    if (is_gated) {
      multiply_gated_strip(product, table, start, some.end - start, panels, buffer);
    } else {
      multiply_strip(product, table, some, panels);
    }
  }
  free(table);
  free(buffer);
}

static void multiply_transposed(const ckernels_product *product, ckernels_range rows,
                                ckernels_range panels) {
  for (size_t start = rows.start; start < rows.end; start += STRIP_ROWS) {
    const ckernels_range some = {start, smaller(start + STRIP_ROWS, rows.end)};
    multiply_strip(product, NULL, some, panels);
  }
}
