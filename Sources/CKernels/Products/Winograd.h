// Convolution by 3 × 3 kernels through products of transformed tiles (WinogradTransforms.h), of floats or, after
// PairTiles.h, of pairs of bfloat16. Kernels are transformed anew for each pass, a row of positions at a time: that
// takes a few hundredths of the time and no memory.

enum {
  // Tiles that go through all panels together: transformed pictures stay in the last cache.
  BLOCK_TILES = 128,
  LEAST_BLOCK_TILES = 64,
  BLOCK_FLOATS = 6 << 20,
  // From so many floats on, 32 MiB, results are written past the caches, which would give them up before they
  // are read again.
  STREAMED_FLOATS = 8 << 20,
};

// Of which form a convolution's tiles are.
INLINE tile_form form_of(const ckernels_winograd *c) {
  return c->doubled ? DOUBLED_FORM : c->tile == 2 ? FORM_2 : c->tile == 4 ? FORM_4 : FORM_6;
}

// The first result of a picture with doubled pixels would be above it, or left of it.
INLINE size_t tiles_across(const ckernels_winograd *c, size_t length) {
  return length ? (length + (c->doubled ? 1 : 0) + c->tile - 1) / c->tile : 0;
}

static size_t winograd_tiles(const ckernels_winograd *c) {
  return c->items * tiles_across(c, c->output_height) * tiles_across(c, c->output_width);
}

// Where a tile's results begin; what lies above or to the left of the picture wraps round to a large number.
typedef struct {
  size_t item, y, x;
} tile_place;

INLINE tile_place place_of(const ckernels_winograd *c, size_t tile) {
  const size_t across = tiles_across(c, c->output_width), down = tiles_across(c, c->output_height);
  const size_t before = c->doubled ? 1 : 0;
  return (tile_place){tile / across / down, tile / across % down * c->tile - before,
                      tile % across * c->tile - before};
}

// Those of a tile's results that lie in the picture.
INLINE ckernels_range present(size_t start, size_t outputs, size_t length) {
  return (ckernels_range){start > length ? 0 - start : 0, smaller(outputs, length - start)};
}

// An odd number of cache lines more, so that planes don't fall on each other in the caches.
INLINE size_t plane_of(size_t tiles, size_t elements) { return tiles * elements + 16; }

// The pixel above and to the left of a tile's results, its first; that wraps round, too.
INLINE tile_place first_pixel(const tile_form form, const ckernels_winograd *c, tile_place place) {
  if (is_doubled(form)) return (tile_place){place.item, (place.y + 1) / 2 - 1, (place.x + 1) / 2 - 1};
  return (tile_place){place.item, place.y - c->leading, place.x - c->leading};
}

// Loads a column of a tile's pixels, zeros where there are none.
INLINE void load_column(const tile_form form, const ckernels_winograd *c, tile_place pixel, size_t column,
                        size_t channel, vector line[LARGEST_SIDE]) {
  const size_t x = pixel.x + column;
  UNROLLED for (size_t row = 0; row < form.inputs; row++) {
    const size_t y = pixel.y + row;
    line[row] = splat(0);
    if (y >= c->height || x >= c->width) continue;
    line[row] = load(c->picture + ((pixel.item * c->height + y) * c->width + x) * c->inputs + channel);
  }
}

// Each vector of a tile's channels asks for as many lines of what the next tile reads and this one does not. They
// are those of one row after another, as they lie in memory, and come to the second cache: the nearest one waits for
// few lines at a time.
INLINE void ask_for_next_tile(const tile_form form, const ckernels_winograd *c, tile_place pixel,
                              size_t channel) {
  const size_t step = form.inputs - form.overlap, length = step * c->inputs;
  const size_t first = form.inputs * step * channel;
  size_t row = pixel.y + first / length, offset = first % length;
  for (size_t i = 0; i < form.inputs * step; i++) {
    const size_t next = (pixel.item * c->height + row) * c->width + pixel.x + form.inputs;
    const uintptr_t line = (uintptr_t)c->picture + sizeof(float) * (next * c->inputs + offset);
    __builtin_prefetch((const void *)line, 0, 2);
    offset += LANES;
    if (offset < length) continue;
    offset = 0;
    row++;
  }
}

// Bᵀ X B of a tile
INLINE void transform_tile(const tile_form form, const ckernels_winograd *c, tile_place place,
                           size_t channel, vector x[LARGEST_SIDE][LARGEST_SIDE]) {
  const tile_place pixel = first_pixel(form, c, place);
  ask_for_next_tile(form, c, pixel, channel);
  UNROLLED for (size_t column = 0; column < form.inputs; column++) {
    vector line[LARGEST_SIDE];
    load_column(form, c, pixel, column, channel, line);
    transform_input(form, line);
    UNROLLED for (size_t row = 0; row < form.inputs; row++) x[row][column] = line[row];
  }
  UNROLLED for (size_t row = 0; row < form.inputs; row++) transform_input(form, x[row]);
}

// Writes Bᵀ X B of tiles, [positions][plane], a tile's inputs side by side.
INLINE void transform_picture(const tile_form form, const ckernels_winograd *c, ckernels_range tiles,
                              element *target, size_t plane) {
  for (size_t tile = tiles.start; tile < tiles.end; tile++) {
    const tile_place place = place_of(c, tile);
    element *into = target + (tile - tiles.start) * elements_of(c->inputs);
    for (size_t channel = 0; channel < c->inputs; channel += LANES) {
      vector x[LARGEST_SIDE][LARGEST_SIDE];
      transform_tile(form, c, place, channel, x);
      UNROLLED for (size_t row = 0; row < form.inputs; row++) {
        UNROLLED for (size_t column = 0; column < form.inputs; column++) {
          element *position = into + (row * form.inputs + column) * plane;
          store_pixels(position + elements_of(channel), x[row][column]);
        }
      }
    }
  }
}

// A number that the compiler knows nothing of: dozens of addresses that are one step apart stay that, and do not each
// become a variable of their own in memory.
INLINE size_t opaque(size_t number) {
  __asm__("" : "+r"(number));
  return number;
}

// The kernels of two inputs at one place of a panel.
INLINE void load_kernels(const ckernels_winograd *c, const uint32_t *place, size_t width, vector *first,
                         vector *second) {
  if (c->pairs) {
    const words both = load_words(place);
    *first = first_of(both);
    *second = second_of(both);
  } else {
    *first = load((const float *)place);
    *second = load((const float *)place + width);
  }
}

// Writes a row of positions of a panel's kernels, [products][inputs][width].
INLINE void transform_panel(const tile_form form, const ckernels_winograd *c, size_t panel, size_t width,
                            size_t row, element *target) {
  const size_t halves = c->pairs ? 2 : 1, count = c->inputs * width;
  const uint32_t *places = (const uint32_t *)c->panels + panel * PANEL * 9 * c->inputs / halves;
  const float *factors = kernel_factors(form)[row];
  for (size_t pair = 0; pair < c->inputs / 2; pair++) {
    for (size_t i = 0; i < width; i += LANES) {
      const uint32_t *place = places + opaque(2 * pair / halves * width + i);
      const size_t step = opaque(count / halves);
      vector x[LARGEST_SIDE], y[LARGEST_SIDE];
      UNROLLED for (int column = 0; column < 3; column++) x[column] = y[column] = splat(0);
      UNROLLED for (size_t line = 0; line < 3; line++) {
        // The first and last rows take one line or two.
        if (factors[line] == 0) continue;
        UNROLLED for (size_t column = 0; column < 3; column++) {
          vector first, second;
          load_kernels(c, place + (3 * line + column) * step, width, &first, &second);
          x[column] += first * factors[line];
          y[column] += second * factors[line];
        }
      }
      transform_kernel(form, x);
      transform_kernel(form, y);
      store_kernels(form, x, y, target + opaque(pair * elements_of(2) * width + i),
                    opaque(elements_of(count)), width);
    }
  }
}

// Whether results are written past the caches, which takes whole vectors' addresses.
INLINE int is_streamed(const ckernels_winograd *c) {
  return c->items * c->output_height * c->output_width * c->outputs >= STREAMED_FLOATS &&
         (uintptr_t)c->target % sizeof(vector) == 0;
}

// Writes a row of results plus bias and addend from one pixel on.
INLINE void write_row(const ckernels_winograd *c, const vector *results, ckernels_range columns,
                      size_t pixel, size_t output, vector bias, int streams) {
  for (size_t column = columns.start; column < columns.end; column++) {
    const size_t index = (pixel + column) * c->outputs + output;
    vector value = results[column] + bias;
    if (c->addend) value += load(c->addend + index);
    if (streams) {
      __builtin_nontemporal_store(value, (vector *)(c->target + index));
    } else {
      store(c->target + index, value);
    }
  }
}

// Writes Aᵀ M A plus bias and addend for tiles and the columns of a panel.
INLINE void transform_products(const tile_form form, const ckernels_winograd *c, ckernels_range tiles,
                               size_t panel, const float *products, size_t width) {
  const size_t side = form.products, plane = plane_of(tiles.end - tiles.start, width);
  const int streams = is_streamed(c);
  for (size_t tile = tiles.start; tile < tiles.end; tile++) {
    const tile_place place = place_of(c, tile);
    const ckernels_range rows = present(place.y, form.outputs, c->output_height);
    const ckernels_range columns = present(place.x, form.outputs, c->output_width);
    for (size_t channel = 0; channel < width; channel += LANES) {
      const float *from = products + (tile - tiles.start) * width + channel;
      const size_t output = panel * PANEL + channel;
      vector x[LARGEST_OUTPUT_SIDE][LARGEST_SIDE];
      UNROLLED for (size_t column = 0; column < side; column++) {
        vector line[LARGEST_SIDE];
        UNROLLED for (size_t row = 0; row < side; row++) line[row] = load(from + (row * side + column) * plane);
        transform_output(form, line);
        UNROLLED for (size_t row = 0; row < form.outputs; row++) x[row][column] = line[row];
      }
      const vector bias = c->bias ? load(c->bias + output) : splat(0);
      for (size_t row = rows.start; row < rows.end; row++) {
        transform_output(form, x[row]);
        const size_t pixel =
            (place.item * c->output_height + place.y + row) * c->output_width + place.x;
        write_row(c, x[row], columns, pixel, output, bias, streams);
      }
    }
  }
}

// Tiles that go through together: as many in each block.
static size_t block_tiles(const ckernels_winograd *c, ckernels_range tiles) {
  const tile_form form = form_of(c);
  const size_t positions = form.inputs * form.inputs, count = tiles.end - tiles.start;
  size_t most = BLOCK_FLOATS / positions / (c->inputs ? c->inputs : 1);
  most = most < LEAST_BLOCK_TILES ? LEAST_BLOCK_TILES : smaller(most, BLOCK_TILES);
  const size_t blocks = (count + most - 1) / most;
  return blocks ? (count + blocks - 1) / blocks : 0;
}

static size_t winograd_workspace(const ckernels_winograd *c, ckernels_range tiles) {
  const tile_form form = form_of(c);
  const size_t count = block_tiles(c, tiles);
  return form.inputs * form.inputs * plane_of(count, elements_of(c->inputs)) +
         form.products * elements_of(c->inputs) * PANEL +
         form.products * form.products * plane_of(count, PANEL);
}

// The transformed tiles that a position's product is of; those of the first after the last.
INLINE const element *picture_at(const tile_form form, const element *pictures, size_t plane, size_t position) {
  const size_t row = position / form.products % form.products, column = position % form.products;
  return pictures + (input_of(form, row) * form.inputs + input_of(form, column)) * plane;
}

// Multiplies a panel's kernels with transformed tiles, a row of positions after another. Each product asks for the
// tiles of the next, which the last cache has.
INLINE void multiply_positions(const tile_form form, const ckernels_winograd *c, const element *pictures,
                               size_t plane, size_t count, size_t panel, size_t width, element *kernels,
                               float *products) {
  const size_t elements = elements_of(c->inputs);
  for (size_t position = 0; position < form.products * form.products; position++) {
    const size_t column = position % form.products;
    if (column == 0) transform_panel(form, c, panel, width, position / form.products, kernels);
    const ckernels_product product = {
        .left = picture_at(form, pictures, plane, position),
        .left_stride = elements,
        .inner = elements,
        .segments = 1,
        .panels = kernels + column * elements * width,
        .columns = width,
        .target = products + position * plane_of(count, width),
        .target_stride = width,
        .ahead = picture_at(form, pictures, plane, position + 1),
        .ahead_elements = count * elements,
    };
    multiply(&product, (ckernels_range){0, count}, (ckernels_range){0, 1});
  }
}

INLINE void winograd_of(const tile_form form, const ckernels_winograd *c, ckernels_range tiles,
                        ckernels_range panels, float *workspace) {
  const size_t block = block_tiles(c, tiles), elements = elements_of(c->inputs);
  const size_t plane = plane_of(block, elements);
  element *pictures = (element *)workspace, *kernels = pictures + form.inputs * form.inputs * plane;
  float *products = (float *)(kernels + form.products * elements * PANEL);
  for (size_t start = tiles.start; start < tiles.end; start += block) {
    const ckernels_range some = {start, smaller(start + block, tiles.end)};
    const size_t count = some.end - some.start;
    transform_picture(form, c, some, pictures, plane);
    for (size_t panel = panels.start; panel < panels.end; panel++) {
      const size_t width = panel_width(c->outputs, panel);
      multiply_positions(form, c, pictures, plane, count, panel, width, kernels, products);
      transform_products(form, c, some, panel, products, width);
    }
  }
  // Other threads are to see what was streamed.
  if (is_streamed(c)) __builtin_ia32_sfence();
}
