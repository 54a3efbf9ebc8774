// The gradient of a convolution with respect to its kernel by tiles of 2: it is Gᵀ S G, where S sums up, over all
// tiles, the products of A dY Aᵀ and Bᵀ X B at each of 16 positions (WinogradTransforms.h). Sums are products of
// matrices whose inner indices are tiles, or pairs of tiles where they are rounded to bfloat16.

enum { POSITIONS = 16 };

// A dY Aᵀ of a tile, zeros where there is no result.
INLINE void transform_slopes(const ckernels_winograd *c, const float *gradient, tile_place place,
                             size_t channel, vector x[LARGEST_SIDE][LARGEST_SIDE]) {
  UNROLLED for (size_t row = 0; row < 2; row++) {
    UNROLLED for (size_t column = 0; column < 2; column++) {
      const size_t y = place.y + row, left = place.x + column;
      const size_t pixel = (place.item * c->output_height + y) * c->output_width + left;
      x[row][column] = y < c->output_height && left < c->output_width
                           ? load(gradient + pixel * c->outputs + channel)
                           : splat(0);
    }
    x[row][3] = x[row][1];
    SUM_AND_DIFFERENCE(x[row][1], x[row][2], x[row][0], x[row][3]);
  }
  UNROLLED for (size_t column = 0; column < 4; column++) {
    x[3][column] = x[1][column];
    SUM_AND_DIFFERENCE(x[1][column], x[2][column], x[0][column], x[3][column]);
  }
}

// Writes what belongs together of transformed tiles, a position after another.
INLINE void store_positions(vector x[TILES_TOGETHER][LARGEST_SIDE][LARGEST_SIDE], element *target,
                            size_t plane) {
  UNROLLED for (size_t row = 0; row < 4; row++) {
    UNROLLED for (size_t column = 0; column < 4; column++) {
      vector together[TILES_TOGETHER];
      UNROLLED for (int i = 0; i < TILES_TOGETHER; i++) together[i] = x[i][row][column];
      store_together(target + (row * 4 + column) * plane, together);
    }
  }
}

// Transforms rows of tiles, each of one or of a pair, of those in a range: pictures as the right side of 16 products,
// [16][panels][rows][panel width], slopes as their left side, [16][rows][outputs].
INLINE void transform_for_kernel(const ckernels_winograd *c, const float *gradient, ckernels_range tiles,
                                 ckernels_range rows, void *pictures, void *slopes) {
  const size_t all = (tiles.end - tiles.start + TILES_TOGETHER - 1) / TILES_TOGETHER;
  for (size_t row = rows.start; row < rows.end; row++) {
    const size_t tile = tiles.start + row * TILES_TOGETHER;
    vector x[TILES_TOGETHER][LARGEST_SIDE][LARGEST_SIDE];
    memset(x, 0, sizeof x);
    const size_t present = smaller(TILES_TOGETHER, tiles.end - tile);
    for (size_t channel = 0; channel < c->inputs; channel += LANES) {
      for (size_t i = 0; i < present; i++) {
        transform_tile(FORM_2, c, place_of(c, tile + i), channel, x[i]);
      }
      const size_t panel = channel / PANEL, width = panel_width(c->inputs, panel);
      store_positions(x, (element *)pictures + panel * PANEL * all + row * width + channel % PANEL,
                      all * c->inputs);
    }
    for (size_t channel = 0; channel < c->outputs; channel += LANES) {
      for (size_t i = 0; i < present; i++) {
        transform_slopes(c, gradient, place_of(c, tile + i), channel, x[i]);
      }
      store_positions(x, (element *)slopes + row * c->outputs + channel, all * c->outputs);
    }
  }
}

// Gᵀ S G of so many outputs.
INLINE void finish_kernel_gradient(const float *sums, size_t outputs, size_t inputs,
                                   ckernels_range rows, float *target) {
  for (size_t row = rows.start; row < rows.end; row++) {
    for (size_t channel = 0; channel < inputs; channel += LANES) {
      vector x[3][4];
      for (size_t column = 0; column < 4; column++) {
        vector s[4];
        UNROLLED for (size_t i = 0; i < 4; i++) {
          s[i] = load(sums + ((i * 4 + column) * outputs + row) * inputs + channel);
        }
        x[0][column] = s[0] + 0.5f * (s[1] + s[2]);
        x[1][column] = 0.5f * (s[1] - s[2]);
        x[2][column] = s[3] + 0.5f * (s[1] + s[2]);
      }
      float *into = target + row * 9 * inputs + channel;
      for (size_t i = 0; i < 3; i++, into += 3 * inputs) {
        store(into, x[i][0] + 0.5f * (x[i][1] + x[i][2]));
        store(into + inputs, 0.5f * (x[i][1] - x[i][2]));
        store(into + 2 * inputs, x[i][3] + 0.5f * (x[i][1] + x[i][2]));
      }
    }
  }
}
