// Convolution by 3 × 3 kernels through products of transformed tiles: A. Lavin, S. Gray, "Fast algorithms
// for convolutional neural networks" (arXiv 1509.09308). Kernels are transformed anew for each pass, a row of
// positions at a time: that takes a few hundredths of the time and no memory.
#include "WinogradTransforms.h"

enum {
  // Tiles that go through all panels together: transformed pictures stay in the last cache.
  BLOCK_TILES = 128,
  LEAST_BLOCK_TILES = 64,
  BLOCK_FLOATS = 6 << 20,
  // From so many floats on, 32 MiB, results are written past the caches, which would give them up before they
  // are read again.
  STREAMED_FLOATS = 8 << 20,
};

INLINE size_t tiles_across(const ckernels_winograd *c, size_t length) {
  return (length + c->tile - 1) / c->tile;
}

static size_t winograd_tiles(const ckernels_winograd *c) {
  return c->items * tiles_across(c, c->output_height) * tiles_across(c, c->output_width);
}

// Where a tile's results begin.
typedef struct {
  size_t item, y, x;
} tile_place;

INLINE tile_place place_of(const ckernels_winograd *c, size_t tile) {
  const size_t across = tiles_across(c, c->output_width), down = tiles_across(c, c->output_height);
  return (tile_place){tile / across / down, tile / across % down * c->tile, tile % across * c->tile};
}

// An odd number of cache lines more, so that planes don't fall on each other in the caches.
INLINE size_t plane_of(size_t tiles, size_t channels) { return tiles * channels + 16; }

// Loads a column of a tile's pixels, zeros where there are none, and asks for that of the next tile.
INLINE void load_column(const size_t outputs, const ckernels_winograd *c, tile_place place,
                        size_t column, size_t channel, vector line[LARGEST_SIDE]) {
  // What lies above or to the left wraps round to a large number.
  const size_t left = (place.x + column - c->leading) >> c->doubled;
  UNROLLED for (size_t row = 0; row < outputs + 2; row++) {
    const size_t top = (place.y + row - c->leading) >> c->doubled;
    line[row] = splat(0);
    if (top >= c->height || left >= c->width) continue;
    const float *pixel =
        c->picture + ((place.item * c->height + top) * c->width + left) * c->inputs + channel;
    line[row] = load(pixel);
    // The first two columns are the last two of the tile before.
    if (column >= 2) {
      __builtin_prefetch((const void *)((uintptr_t)pixel + sizeof(float) * c->inputs * outputs));
    }
  }
}

// Writes Bᵀ X B of tiles, [positions][plane], a tile's inputs side by side.
INLINE void transform_picture(const size_t outputs, const ckernels_winograd *c, ckernels_range tiles,
                              float *target, size_t plane) {
  const size_t side = outputs + 2;
  for (size_t tile = tiles.start; tile < tiles.end; tile++) {
    const tile_place place = place_of(c, tile);
    float *into = target + (tile - tiles.start) * c->inputs;
    for (size_t channel = 0; channel < c->inputs; channel += LANES) {
      vector x[LARGEST_SIDE][LARGEST_SIDE];
      UNROLLED for (size_t column = 0; column < side; column++) {
        vector line[LARGEST_SIDE];
        load_column(outputs, c, place, column, channel, line);
        transform_input(outputs, line);
        UNROLLED for (size_t row = 0; row < side; row++) x[row][column] = line[row];
      }
      UNROLLED for (size_t row = 0; row < side; row++) {
        transform_input(outputs, x[row]);
        UNROLLED for (size_t column = 0; column < side; column++) {
          store(into + (row * side + column) * plane + channel, x[row][column]);
        }
      }
    }
  }
}

// Writes a row of positions of a panel's kernels, [side][inputs][width].
INLINE void transform_panel(const size_t outputs, const float *panel, size_t inputs, size_t width,
                            size_t row, float *target) {
  const size_t count = inputs * width;
  for (size_t i = 0; i < count; i += LANES) {
    vector places[9], x[LARGEST_SIDE];
    UNROLLED for (int place = 0; place < 9; place++) places[place] = load(panel + place * count + i);
    transform_places(outputs, places, row, x);
    UNROLLED for (size_t column = 0; column < outputs + 2; column++) {
      store(target + column * count + i, x[column]);
    }
  }
}

// The same for a panel of pairs of inputs.
INLINE void transform_pair_panel(const size_t outputs, const uint32_t *panel, size_t inputs,
                                 size_t width, size_t row, float *target) {
  const size_t count = inputs * width;
  for (size_t pair = 0; pair < inputs / 2; pair++) {
    for (size_t i = 0; i < width; i += LANES) {
      vector first[9], second[9], x[LARGEST_SIDE], y[LARGEST_SIDE];
      UNROLLED for (int place = 0; place < 9; place++) {
        const words both = load_words(panel + place * count / 2 + pair * width + i);
        first[place] = first_of(both);
        second[place] = second_of(both);
      }
      transform_places(outputs, first, row, x);
      transform_places(outputs, second, row, y);
      UNROLLED for (size_t column = 0; column < outputs + 2; column++) {
        float *into = target + column * count + 2 * pair * width + i;
        store(into, x[column]);
        store(into + width, y[column]);
      }
    }
  }
}

// Whether results are written past the caches, which takes whole vectors' addresses.
INLINE int is_streamed(const ckernels_winograd *c) {
  return c->items * c->output_height * c->output_width * c->outputs >= STREAMED_FLOATS &&
         (uintptr_t)c->target % sizeof(vector) == 0;
}

// Writes Aᵀ M A plus bias and addend for tiles and the columns of a panel.
INLINE void transform_products(const size_t outputs, const ckernels_winograd *c, ckernels_range tiles,
                               size_t panel, const float *products, size_t width) {
  const size_t side = outputs + 2, plane = plane_of(tiles.end - tiles.start, width);
  const int streams = is_streamed(c);
  for (size_t tile = tiles.start; tile < tiles.end; tile++) {
    const tile_place place = place_of(c, tile);
    const size_t rows = smaller(outputs, c->output_height - place.y);
    const size_t columns = smaller(outputs, c->output_width - place.x);
    for (size_t channel = 0; channel < width; channel += LANES) {
      const float *from = products + (tile - tiles.start) * width + channel;
      const size_t output = panel * PANEL + channel;
      vector x[LARGEST_OUTPUT_SIDE][LARGEST_SIDE];
      UNROLLED for (size_t column = 0; column < side; column++) {
        vector line[LARGEST_SIDE];
        UNROLLED for (size_t row = 0; row < side; row++) line[row] = load(from + (row * side + column) * plane);
        transform_output(outputs, line);
        UNROLLED for (size_t row = 0; row < outputs; row++) x[row][column] = line[row];
      }
      const vector bias = c->bias ? load(c->bias + output) : splat(0);
      for (size_t row = 0; row < rows; row++) {
        transform_output(outputs, x[row]);
        const size_t pixel =
            (place.item * c->output_height + place.y + row) * c->output_width + place.x;
        for (size_t column = 0; column < columns; column++) {
          const size_t index = (pixel + column) * c->outputs + output;
          vector value = x[row][column] + bias;
          if (c->addend) value += load(c->addend + index);
          if (streams) {
            __builtin_nontemporal_store(value, (vector *)(c->target + index));
          } else {
            store(c->target + index, value);
          }
        }
      }
    }
  }
}

INLINE size_t side_of(const ckernels_winograd *c) { return c->tile + 2; }

// Tiles that go through together: as many in each block.
static size_t block_tiles(const ckernels_winograd *c, ckernels_range tiles) {
  const size_t positions = side_of(c) * side_of(c), count = tiles.end - tiles.start;
  size_t most = BLOCK_FLOATS / positions / (c->inputs ? c->inputs : 1);
  most = most < LEAST_BLOCK_TILES ? LEAST_BLOCK_TILES : smaller(most, BLOCK_TILES);
  const size_t blocks = (count + most - 1) / most;
  return blocks ? (count + blocks - 1) / blocks : 0;
}

static size_t winograd_workspace(const ckernels_winograd *c, ckernels_range tiles) {
  const size_t count = block_tiles(c, tiles), side = side_of(c);
  return side * side * plane_of(count, c->inputs) + side * c->inputs * PANEL +
         side * side * plane_of(count, PANEL);
}

// Multiplies a panel's kernels with transformed tiles, a row of positions after another.
INLINE void multiply_positions(const size_t outputs, const ckernels_winograd *c, const float *pictures,
                               size_t plane, size_t count, size_t panel, size_t width, float *kernels,
                               float *products) {
  const size_t side = outputs + 2, first = panel * PANEL * 9 * c->inputs;
  for (size_t row = 0; row < side; row++) {
    if (c->pairs) {
      transform_pair_panel(outputs, (const uint32_t *)c->panels + first / 2, c->inputs, width, row,
                           kernels);
    } else {
      transform_panel(outputs, (const float *)c->panels + first, c->inputs, width, row, kernels);
    }
    for (size_t column = 0; column < side; column++) {
      const size_t position = row * side + column;
      const ckernels_product product = {
          .left = pictures + position * plane,
          .left_stride = c->inputs,
          .inner = c->inputs,
          .segments = 1,
          .panels = kernels + column * c->inputs * width,
          .columns = width,
          .target = products + position * plane_of(count, width),
          .target_stride = width,
      };
      multiply(&product, (ckernels_range){0, count}, (ckernels_range){0, 1});
    }
  }
}

INLINE void winograd_of(const size_t outputs, const ckernels_winograd *c, ckernels_range tiles,
                        ckernels_range panels, float *workspace) {
  const size_t side = outputs + 2, block = block_tiles(c, tiles);
  const size_t plane = plane_of(block, c->inputs);
  float *pictures = workspace, *kernels = pictures + side * side * plane;
  float *products = kernels + side * c->inputs * PANEL;
  for (size_t start = tiles.start; start < tiles.end; start += block) {
    const ckernels_range some = {start, smaller(start + block, tiles.end)};
    const size_t count = some.end - some.start;
    transform_picture(outputs, c, some, pictures, plane);
    for (size_t panel = panels.start; panel < panels.end; panel++) {
      const size_t width = panel_width(c->outputs, panel);
      multiply_positions(outputs, c, pictures, plane, count, panel, width, kernels, products);
      transform_products(outputs, c, some, panel, products, width);
    }
  }
  // Other threads are to see what was streamed.
  if (is_streamed(c)) __builtin_ia32_sfence();
}

// Each size of tiles is compiled by itself.
static void winograd(const ckernels_winograd *c, ckernels_range tiles, ckernels_range panels,
                     float *workspace) {
  if (c->tile == 4) {
    winograd_of(4, c, tiles, panels, workspace);
  } else {
    winograd_of(6, c, tiles, panels, workspace);
  }
}
