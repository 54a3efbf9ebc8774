// The gradient of a convolution with respect to its kernel, by tiles of 2.
#include "Harness.h"

enum { POSITIONS = 16, PLACES = 9 };

typedef struct {
  size_t items, height, width, inputs, leading, output_height, output_width, outputs;
  int rounded;
} gradient_case;

static double define(const gradient_case *c, matrix picture, matrix gradient, size_t output,
                     size_t place, size_t input) {
  double sum = 0;
  for (size_t row = 0; row < gradient.rows; row++) {
    const size_t item = row / c->output_width / c->output_height;
    // What lies above or to the left wraps round to a large number.
    const size_t y = row / c->output_width % c->output_height + place / 3 - c->leading;
    const size_t x = row % c->output_width + place % 3 - c->leading;
    if (y >= c->height || x >= c->width) continue;
    sum += (double)gradient.at[row * c->outputs + output] *
           (double)picture.at[((item * c->height + y) * c->width + x) * c->inputs + input];
  }
  return sum;
}

// Adds the products of all positions of a range of tiles to sums.
static void add_tiles(const ckernels_kernels *kernels, const ckernels_winograd *convolution,
                      const float *gradient, ckernels_range tiles, float *sums, int keeps) {
  const size_t inputs = convolution->inputs, outputs = convolution->outputs;
  const size_t count = tiles.end - tiles.start, rows = convolution->rounded ? (count + 1) / 2 : count;
  float *pictures = unwritten_floats(POSITIONS * rows * inputs);
  float *slopes = unwritten_floats(POSITIONS * rows * outputs);
  // In two ranges of rows, as threads share them out, the second one first.
  for (int half = 1; half >= 0; half--) {
    kernels->transform_for_kernel(convolution, gradient, tiles,
                                  (ckernels_range){half ? rows / 2 : 0, half ? rows : rows / 2},
                                  pictures, slopes);
  }
  for (size_t position = 0; position < POSITIONS; position++) {
    float *target = sums + position * outputs * inputs;
    const ckernels_product product = {
        .left = slopes + position * rows * outputs, .left_stride = outputs, .inner = rows,
        .segments = 1, .panels = pictures + position * rows * inputs, .columns = inputs,
        .target = target, .target_stride = inputs, .addend = keeps ? target : NULL,
        .addend_stride = inputs,
    };
    (convolution->rounded ? kernels->multiply_transposed_pairs : kernels->multiply_transposed)(
        &product, (ckernels_range){0, outputs}, (ckernels_range){0, panel_count(kernels, inputs)});
  }
}

static void run(const kernel_level *level, const gradient_case *c, placement place) {
  const ckernels_kernels *kernels = level->kernels();
  begin_case(place, "transform_for_kernel", level->name,
             "%zu x %zu x %zu pixels of %zu to %zu x %zu of %zu, leading %zu%s", c->items, c->height,
             c->width, c->inputs, c->output_height, c->output_width, c->outputs, c->leading,
             c->rounded ? ", rounded" : "");
  const matrix picture = random_matrix(c->items * c->height * c->width, c->inputs, c->inputs);
  const matrix gradient =
      random_matrix(c->items * c->output_height * c->output_width, c->outputs, c->outputs);
  const ckernels_winograd convolution = {
      .tile = 2, .rounded = c->rounded, .picture = picture.at, .items = c->items,
      .height = c->height, .width = c->width, .inputs = c->inputs, .leading = c->leading,
      .output_height = c->output_height, .output_width = c->output_width, .outputs = c->outputs,
  };
  const size_t count = kernels->winograd_tiles(&convolution);
  float *sums = unwritten_floats(POSITIONS * c->outputs * c->inputs);
  add_tiles(kernels, &convolution, gradient.at, (ckernels_range){0, count / 2}, sums, 0);
  add_tiles(kernels, &convolution, gradient.at, (ckernels_range){count / 2, count}, sums, 1);
  float *target = unwritten_floats(c->outputs * PLACES * c->inputs);
  for (int half = 1; half >= 0; half--) {
    const ckernels_range rows = {half ? c->outputs / 2 : 0, half ? c->outputs : c->outputs / 2};
    kernels->finish_kernel_gradient(sums, c->outputs, c->inputs, rows, target);
  }
  // Three and a half times what was measured: 0.7 units of rounding, of floats or of bfloat16, for each of the
  // products of numbers below 1 that a result sums up.
  const double unit = c->rounded ? PAIR_UNIT : UNIT;
  for (size_t output = 0; output < c->outputs; output += 5) {
    for (size_t i = 0; i < PLACES * c->inputs; i++) {
      const size_t index = output * PLACES * c->inputs + i;
      expect_near("target", index, target[index],
                  define(c, picture, gradient, output, i / c->inputs, i % c->inputs),
                  2.4 * unit * (double)(gradient.rows + 2));
    }
  }
  end_case();
}

void check_kernel_gradients(const kernel_level *level) {
  const ckernels_kernels *kernels = level->kernels();
  // Height, width, rows and columns of the result, leading.
  static const size_t geometries[][5] = {{1, 1, 1, 1, 1}, {4, 4, 4, 4, 1}, {5, 9, 5, 9, 1},
                                         {9, 8, 7, 6, 0}, {7, 6, 9, 8, 2}, {0, 0, 1, 1, 1},
                                         {5, 5, 0, 0, 1}};
  const size_t lanes = kernels->lanes, panel = kernels->panel;
  const size_t channels[][2] = {{lanes, lanes}, {panel + lanes, 3 * lanes}, {2 * lanes, panel},
                                {0, lanes}, {lanes, 0}};
  for (size_t i = 0; i < COUNT_OF(geometries); i++) {
    for (size_t j = 0; j < COUNT_OF(channels) * (kernels->rounds_tiles ? 2 : 1); j++) {
      for (int place = 0; place < placements(); place++) {
        const gradient_case c = {
            .items = (i + j) % 3, .height = geometries[i][0], .width = geometries[i][1],
            .output_height = geometries[i][2], .output_width = geometries[i][3],
            .leading = geometries[i][4], .inputs = channels[j % COUNT_OF(channels)][0],
            .outputs = channels[j % COUNT_OF(channels)][1], .rounded = j >= COUNT_OF(channels),
        };
        run(level, &c, (placement)place);
      }
    }
  }
}
