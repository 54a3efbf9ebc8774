// The gradient of a Winograd convolution with respect to its kernel: the algorithm turned round.

// Writes A D Aᵀ of tiles of the gradient, [positions][tiles][outputs of the range].
static void transform_slopes(const ckernels_winograd *c, ckernels_range tiles,
                             ckernels_range outputs, float *target, size_t plane) {
  const size_t width = outputs.end - outputs.start;
  for (size_t tile = tiles.start; tile < tiles.end; tile++) {
    const tile_place place = place_of(c, tile);
    float *into = target + (tile - tiles.start) * width;
    for (size_t channel = 0; channel < width; channel += LANES) {
      vector x[SIDE][SIDE];
      for (size_t column = 0; column < OUTPUT_SIDE; column++) {
        vector line[SIDE];
        for (size_t row = 0; row < OUTPUT_SIDE; row++) {
          const size_t y = place.y + row, left = place.x + column;
          line[row] = y < c->output_height && left < c->output_width
                          ? load(c->target +
                                 ((place.item * c->output_height + y) * c->output_width + left) *
                                     c->outputs +
                                 outputs.start + channel)
                          : splat(0);
        }
        transform_gradient(line);
        for (size_t row = 0; row < SIDE; row++) x[row][column] = line[row];
      }
      for (size_t row = 0; row < SIDE; row++) {
        transform_gradient(x[row]);
        for (size_t column = 0; column < SIDE; column++) {
          store(into + (row * SIDE + column) * plane + channel, x[row][column]);
        }
      }
    }
  }
}

// Adds Gᵀ P G to the gradient's rows; products are [positions][outputs][inputs].
static void add_kernel_gradient(const ckernels_winograd *c, ckernels_range outputs,
                                const float *products, int first, float *gradient) {
  const size_t rows = outputs.end - outputs.start, plane = rows * c->inputs;
  for (size_t output = 0; output < rows; output++) {
    for (size_t channel = 0; channel < c->inputs; channel += LANES) {
      const float *from = products + output * c->inputs + channel;
      float *into = gradient + (outputs.start + output) * 9 * c->inputs + channel;
      vector x[3][SIDE];
      for (size_t column = 0; column < SIDE; column++) {
        vector line[SIDE];
        for (size_t row = 0; row < SIDE; row++) line[row] = load(from + (row * SIDE + column) * plane);
        transform_kernel_gradient(line);
        for (size_t row = 0; row < 3; row++) x[row][column] = line[row];
      }
      for (size_t row = 0; row < 3; row++) {
        transform_kernel_gradient(x[row]);
        for (size_t column = 0; column < 3; column++) {
          float *place = into + (row * 3 + column) * c->inputs;
          store(place, first ? x[row][column] : load(place) + x[row][column]);
        }
      }
    }
  }
}

enum {
  // Outputs whose products with all inputs are held at a time, and tiles summed at a time.
  GRADIENT_OUTPUTS = 64,
  GRADIENT_TILES = 512,
};

static size_t winograd_gradient_workspace(const ckernels_winograd *c, ckernels_range outputs) {
  const size_t count = smaller(GRADIENT_TILES, winograd_tiles(c));
  const size_t rows = smaller(GRADIENT_OUTPUTS, outputs.end - outputs.start);
  return POSITIONS * (plane_of(count, c->inputs) + plane_of(count, rows) + rows * c->inputs);
}

static void winograd_gradient(const ckernels_winograd *c, ckernels_range outputs, float *gradient,
                              float *workspace) {
  const size_t all = winograd_tiles(c), block = smaller(GRADIENT_TILES, all);
  const size_t plane = plane_of(block, c->inputs);
  const size_t slope_plane = plane_of(block, smaller(GRADIENT_OUTPUTS, outputs.end - outputs.start));
  float *pictures = workspace, *slopes = pictures + POSITIONS * plane;
  float *products = slopes + POSITIONS * slope_plane;
  for (size_t start = 0; start < all; start += block) {
    const ckernels_range tiles = {start, smaller(start + block, all)};
    transform_picture(c, tiles, pictures, plane);
    for (size_t output = outputs.start; output < outputs.end; output += GRADIENT_OUTPUTS) {
      const ckernels_range some = {output, smaller(output + GRADIENT_OUTPUTS, outputs.end)};
      const size_t rows = some.end - some.start;
      transform_slopes(c, tiles, some, slopes, slope_plane);
      for (size_t position = 0; position < POSITIONS; position++) {
        for (size_t column = 0; column < c->inputs; column += PANEL) {
          for (size_t row = 0; row < rows; row += TILE_ROWS) {
            const tile_work work = {
                .columns = slopes + position * slope_plane + row,
                .column_stride = rows,
                .inner = tiles.end - tiles.start,
                .panel = pictures + position * plane + column,
                .panel_stride = c->inputs,
                .target = products + (position * rows + row) * c->inputs + column,
                .target_stride = c->inputs,
            };
            run_tile(smaller(TILE_ROWS, rows - row), smaller(PANEL, c->inputs - column), work);
          }
        }
      }
      add_kernel_gradient(c, some, products, start == 0, gradient);
    }
  }
}
