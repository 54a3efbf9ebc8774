// Convolution by 3 × 3 kernels through 36 products of transformed tiles: A. Lavin, S. Gray, "Fast
// algorithms for convolutional neural networks" (arXiv 1509.09308), F(4 × 4, 3 × 3), whose matrices
// Bᵀ, G and Aᵀ are written out below. Kernels are transformed anew for each pass, a row of six
// positions at a time: that takes a few hundredths of the time and no memory.

enum {
  SIDE = 6,
  POSITIONS = SIDE * SIDE,
  OUTPUT_SIDE = 4,
  // Tiles that go through all panels together: transformed pictures stay in the last cache.
  BLOCK_TILES = 256,
  LEAST_BLOCK_TILES = 64,
  BLOCK_FLOATS = 3 << 20,
};

// Bᵀ x
INLINE void transform_input(vector x[SIDE]) {
  const vector a = x[4] - 4 * x[2], b = x[3] - 4 * x[1];
  const vector c = x[4] - x[2], d = 2 * (x[3] - x[1]);
  const vector first = 4 * x[0] - 5 * x[2] + x[4], last = 4 * x[1] - 5 * x[3] + x[5];
  x[0] = first;
  x[1] = a + b;
  x[2] = a - b;
  x[3] = c + d;
  x[4] = c - d;
  x[5] = last;
}

// Aᵀ x, the first four
INLINE void transform_output(vector x[SIDE]) {
  const vector a = x[1] + x[2], b = x[1] - x[2], c = x[3] + x[4], d = x[3] - x[4];
  const vector last = x[5];
  x[0] = x[0] + a + c;
  x[1] = b + 2 * d;
  x[2] = a + 4 * c;
  x[3] = b + 8 * d + last;
}

// A x for four given
INLINE void transform_gradient(vector x[SIDE]) {
  const vector a = x[0] + x[2], b = x[1] + x[3], c = x[0] + 4 * x[2], d = 2 * x[1] + 8 * x[3];
  x[5] = x[3];
  x[1] = a + b;
  x[2] = a - b;
  x[3] = c + d;
  x[4] = c - d;
}

// G x for three given
INLINE void transform_kernel(vector x[SIDE]) {
  const vector even = (x[0] + x[2]) * (-1.0f / 6), odd = x[1] * (-1.0f / 6);
  const vector far_even = x[0] * (1.0f / 24) + x[2] * (1.0f / 6), far_odd = x[1] * (1.0f / 12);
  x[5] = x[2];
  x[0] = x[0] * 0.25f;
  x[1] = even + odd;
  x[2] = even - odd;
  x[3] = far_even + far_odd;
  x[4] = far_even - far_odd;
}

// Gᵀ x, the first three
INLINE void transform_kernel_gradient(vector x[SIDE]) {
  const vector near = (x[1] + x[2]) * (-1.0f / 6), far = x[3] + x[4];
  const vector first = x[0] * 0.25f + near + far * (1.0f / 24);
  const vector middle = (x[2] - x[1]) * (1.0f / 6) + (x[3] - x[4]) * (1.0f / 12);
  const vector last = near + far * (1.0f / 6) + x[5];
  x[0] = first;
  x[1] = middle;
  x[2] = last;
}

INLINE size_t tiles_across(size_t length) { return (length + OUTPUT_SIDE - 1) / OUTPUT_SIDE; }

static size_t winograd_tiles(const ckernels_winograd *c) {
  return c->items * tiles_across(c->output_height) * tiles_across(c->output_width);
}

// Where a tile's results begin.
typedef struct {
  size_t item, y, x;
} tile_place;

INLINE tile_place place_of(const ckernels_winograd *c, size_t tile) {
  const size_t across = tiles_across(c->output_width), down = tiles_across(c->output_height);
  return (tile_place){tile / across / down, tile / across % down * OUTPUT_SIDE,
                      tile % across * OUTPUT_SIDE};
}

// Writes Bᵀ X B of tiles, [positions][plane], a tile's inputs side by side.
static void transform_picture(const ckernels_winograd *c, ckernels_range tiles, float *target,
                              size_t plane) {
  for (size_t tile = tiles.start; tile < tiles.end; tile++) {
    const tile_place place = place_of(c, tile);
    float *into = target + (tile - tiles.start) * c->inputs;
    for (size_t channel = 0; channel < c->inputs; channel += LANES) {
      vector x[SIDE][SIDE];
      UNROLLED for (size_t column = 0; column < SIDE; column++) {
        // What lies above or to the left wraps round to a large number.
        const size_t left = (place.x + column - c->leading) >> c->doubled;
        vector line[SIDE];
        UNROLLED for (size_t row = 0; row < SIDE; row++) {
          const size_t top = (place.y + row - c->leading) >> c->doubled;
          line[row] = top < c->height && left < c->width
                          ? load(c->picture +
                                 ((place.item * c->height + top) * c->width + left) * c->inputs +
                                 channel)
                          : splat(0);
        }
        transform_input(line);
        UNROLLED for (size_t row = 0; row < SIDE; row++) x[row][column] = line[row];
      }
      UNROLLED for (size_t row = 0; row < SIDE; row++) {
        transform_input(x[row]);
        UNROLLED for (size_t column = 0; column < SIDE; column++) {
          store(into + (row * SIDE + column) * plane + channel, x[row][column]);
        }
      }
    }
  }
}

static const float kernel_factors[SIDE][3] = {
    {1.0f / 4, 0, 0},
    {-1.0f / 6, -1.0f / 6, -1.0f / 6},
    {-1.0f / 6, 1.0f / 6, -1.0f / 6},
    {1.0f / 24, 1.0f / 12, 1.0f / 6},
    {1.0f / 24, -1.0f / 12, 1.0f / 6},
    {0, 0, 1},
};

// One row of six positions of G g Gᵀ from the nine places of a kernel.
INLINE void transform_places(const vector places[9], size_t row, vector x[SIDE]) {
  UNROLLED for (int column = 0; column < 3; column++) {
    x[column] = places[column] * kernel_factors[row][0] +
                places[3 + column] * kernel_factors[row][1] +
                places[6 + column] * kernel_factors[row][2];
  }
  transform_kernel(x);
}

// Writes such a row for a panel, [SIDE][inputs][width].
static void transform_panel(const float *panel, size_t inputs, size_t width, size_t row,
                            float *target) {
  const size_t count = inputs * width;
  for (size_t i = 0; i < count; i += LANES) {
    vector places[9], x[SIDE];
    UNROLLED for (int place = 0; place < 9; place++) places[place] = load(panel + place * count + i);
    transform_places(places, row, x);
    UNROLLED for (int column = 0; column < SIDE; column++) store(target + column * count + i, x[column]);
  }
}

// The same for a panel of pairs of inputs.
static void transform_pair_panel(const uint32_t *panel, size_t inputs, size_t width, size_t row,
                                 float *target) {
  const size_t count = inputs * width;
  for (size_t pair = 0; pair < inputs / 2; pair++) {
    for (size_t i = 0; i < width; i += LANES) {
      vector first[9], second[9], x[SIDE], y[SIDE];
      UNROLLED for (int place = 0; place < 9; place++) {
        const words both = load_words(panel + place * count / 2 + pair * width + i);
        first[place] = first_of(both);
        second[place] = second_of(both);
      }
      transform_places(first, row, x);
      transform_places(second, row, y);
      UNROLLED for (int column = 0; column < SIDE; column++) {
        float *into = target + column * count + 2 * pair * width + i;
        store(into, x[column]);
        store(into + width, y[column]);
      }
    }
  }
}

// Writes Aᵀ M A plus bias and addend for tiles and the columns of a panel.
static void transform_products(const ckernels_winograd *c, ckernels_range tiles, size_t panel,
                               const float *products, size_t width) {
  const size_t plane = (tiles.end - tiles.start) * width;
  for (size_t tile = tiles.start; tile < tiles.end; tile++) {
    const tile_place place = place_of(c, tile);
    const size_t rows = smaller(OUTPUT_SIDE, c->output_height - place.y);
    const size_t columns = smaller(OUTPUT_SIDE, c->output_width - place.x);
    for (size_t channel = 0; channel < width; channel += LANES) {
      const float *from = products + (tile - tiles.start) * width + channel;
      const size_t output = panel * PANEL + channel;
      vector x[OUTPUT_SIDE][SIDE];
      UNROLLED for (size_t column = 0; column < SIDE; column++) {
        vector line[SIDE];
        UNROLLED for (size_t row = 0; row < SIDE; row++) line[row] = load(from + (row * SIDE + column) * plane);
        transform_output(line);
        UNROLLED for (size_t row = 0; row < OUTPUT_SIDE; row++) x[row][column] = line[row];
      }
      const vector bias = c->bias ? load(c->bias + output) : splat(0);
      for (size_t row = 0; row < rows; row++) {
        transform_output(x[row]);
        const size_t pixel =
            (place.item * c->output_height + place.y + row) * c->output_width + place.x;
        for (size_t column = 0; column < columns; column++) {
          const size_t index = (pixel + column) * c->outputs + output;
          vector value = x[row][column] + bias;
          if (c->addend) value += load(c->addend + index);
          store(c->target + index, value);
        }
      }
    }
  }
}

// Tiles that go through together.
static size_t block_tiles(const ckernels_winograd *c, ckernels_range tiles) {
  size_t count = BLOCK_FLOATS / POSITIONS / (c->inputs ? c->inputs : 1);
  count = count < LEAST_BLOCK_TILES ? LEAST_BLOCK_TILES : smaller(count, BLOCK_TILES);
  return smaller(count, tiles.end - tiles.start);
}

// An odd number of cache lines more, so that planes don't fall on each other in the caches.
INLINE size_t plane_of(size_t tiles, size_t inputs) { return tiles * inputs + 16; }

static size_t winograd_workspace(const ckernels_winograd *c, ckernels_range tiles) {
  const size_t count = block_tiles(c, tiles);
  return POSITIONS * plane_of(count, c->inputs) + SIDE * c->inputs * PANEL +
         POSITIONS * count * PANEL;
}

static void winograd(const ckernels_winograd *c, ckernels_range tiles, ckernels_range panels,
                     float *workspace) {
  const size_t block = block_tiles(c, tiles);
  const size_t plane = plane_of(block, c->inputs);
  float *pictures = workspace, *kernels = pictures + POSITIONS * plane;
  float *products = kernels + SIDE * c->inputs * PANEL;
  for (size_t start = tiles.start; start < tiles.end; start += block) {
    const ckernels_range some = {start, smaller(start + block, tiles.end)};
    const size_t count = some.end - some.start;
    transform_picture(c, some, pictures, plane);
    for (size_t panel = panels.start; panel < panels.end; panel++) {
      const size_t width = panel_width(c->outputs, panel);
      const size_t first = panel * PANEL * 9 * c->inputs;
      for (size_t position = 0; position < POSITIONS; position++) {
        const size_t column = position % SIDE;
        if (column == 0 && c->pairs) {
          transform_pair_panel((const uint32_t *)c->panels + first / 2, c->inputs, width,
                               position / SIDE, kernels);
        } else if (column == 0) {
          transform_panel((const float *)c->panels + first, c->inputs, width, position / SIDE,
                          kernels);
        }
        const ckernels_product product = {
            .left = pictures + position * plane,
            .left_stride = c->inputs,
            .inner = c->inputs,
            .segments = 1,
            .panels = kernels + column * c->inputs * width,
            .columns = width,
            .target = products + position * count * width,
            .target_stride = width,
        };
        multiply(&product, (ckernels_range){0, count}, (ckernels_range){0, 1});
      }
      transform_products(c, some, panel, products, width);
    }
  }
}
