// Convolutions as products of patches that exist only as addresses of pixels, and Winograd's.
#include "Harness.h"

typedef struct {
  size_t items, height, width, inputs, outputs;
  size_t output_height, output_width;
  size_t kernel_height, kernel_width, stride, spread;
  ptrdiff_t leading;
  int pairs, bias, addend, in_place, part;
  // Whether each pixel stands for two by two.
  int doubled;
  // Whether what rounding leaves of the pairs is multiplied, too.
  int low;
} convolution_case;

// The picture, the kernel [places][inputs, outputs], and what a target starts from.
typedef struct {
  matrix picture, kernel;
  const float *bias, *addend;
} convolution_data;

static void name_case(const char *kernel, const char *level, const convolution_case *c,
                      placement place) {
  begin_case(place, kernel, level,
             "%zu x %zu x %zu pixels of %zu to %zu x %zu of %zu, kernel of %zu x %zu, stride %zu, "
             "spread %zu, leading %td%s%s%s%s%s%s%s",
             c->items, c->height, c->width, c->inputs, c->output_height, c->output_width, c->outputs,
             c->kernel_height, c->kernel_width, c->stride, c->spread, c->leading,
             c->pairs ? ", pairs" : "", c->low ? " and low parts" : "", c->bias ? ", bias" : "", c->addend ? ", addend" : "",
             c->in_place ? ", target as addend" : "", c->part ? ", in part" : "",
             c->doubled ? ", doubled" : "");
}

static size_t places_of(const convolution_case *c) { return c->kernel_height * c->kernel_width; }

static size_t elements_of(const convolution_case *c) {
  return c->pairs ? (c->inputs + 1) / 2 : c->inputs;
}

static convolution_data random_data(const convolution_case *c) {
  const size_t pixels = c->items * c->output_height * c->output_width;
  return (convolution_data){
      .picture = random_matrix(c->items * c->height * c->width, c->inputs, c->inputs),
      .kernel = random_matrix(places_of(c) * c->inputs, c->outputs, c->outputs),
      .bias = c->bias ? random_floats(c->outputs) : NULL,
      .addend = c->addend || c->in_place ? random_floats(pixels * c->outputs) : NULL,
  };
}

static const float *pack_kernel(const ckernels_kernels *kernels, const convolution_case *c,
                                matrix kernel) {
  const size_t elements = elements_of(c), inner = places_of(c) * elements;
  const size_t whole = packed_count(kernels, inner, c->outputs);
  float *panels = unwritten_floats((c->low ? 2 : 1) * whole);
  const ckernels_range all = {0, panel_count(kernels, c->outputs)};
  for (size_t place = 0; place < places_of(c); place++) {
    const float *from = kernel.at + place * c->inputs * kernel.stride;
    if (c->pairs) {
      for (int low = 0; low <= c->low; low++) {
        kernels->pack_pairs(from, kernel.stride, 1, c->inputs, c->outputs, low,
                            (uint32_t *)panels + (low ? whole : 0), inner, place * elements, all);
      }
    } else {
      kernels->pack(from, kernel.stride, 1, c->inputs, c->outputs, 1, panels, inner,
                    place * elements, all);
    }
  }
  return panels;
}

// The index of the pixel under one place of the kernel, or −1 where there is none.
static ptrdiff_t pixel_under(const convolution_case *c, size_t row, size_t place) {
  const size_t pixels = c->output_height * c->output_width, spread = c->spread;
  ptrdiff_t y = (ptrdiff_t)(row % pixels / c->output_width * c->stride +
                                  place / c->kernel_width) - c->leading;
  ptrdiff_t x = (ptrdiff_t)(row % pixels % c->output_width * c->stride +
                                  place % c->kernel_width) - c->leading;
  if (y < 0 || x < 0 || (size_t)y % spread || (size_t)x % spread) return -1;
  if (c->doubled) y /= 2, x /= 2;
  if ((size_t)y / spread >= c->height || (size_t)x / spread >= c->width) return -1;
  const size_t line = row / pixels * c->height + (size_t)y / spread;
  return (ptrdiff_t)(line * c->width + (size_t)x / spread);
}

// A result by its definition, and what its roundings are relative to.
static void define(const convolution_case *c, const convolution_data *data, int rounds_picture,
                   size_t row, size_t output, double *value, double *magnitude) {
  *value = data->bias ? (double)data->bias[output] : 0;
  *magnitude = fabs(*value);
  if (data->addend) {
    *value += (double)data->addend[row * c->outputs + output];
    *magnitude += fabs((double)data->addend[row * c->outputs + output]);
  }
  for (size_t place = 0; place < places_of(c); place++) {
    const ptrdiff_t pixel = pixel_under(c, row, place);
    if (pixel < 0) continue;
    for (size_t input = 0; input < c->inputs; input++) {
      double a = (double)data->picture.at[(size_t)pixel * c->inputs + input];
      double b = (double)data->kernel.at[(place * c->inputs + input) * c->outputs + output];
      if (c->pairs && !c->low) b = nearest(b, 8);
      if (rounds_picture) a = nearest(a, 8);
      *value += a * b;
      *magnitude += fabs(a * b);
    }
  }
}

// A target of which a part is unwritten, or the addend where the case says so.
static matrix target_for(const convolution_case *c, const convolution_data *data,
                         ckernels_range rows, ckernels_range columns) {
  const size_t pixels = c->items * c->output_height * c->output_width;
  const matrix target = untouched_matrix(pixels, c->outputs, c->outputs);
  unwrite_part(target, rows, columns);
  for (size_t row = rows.start; c->in_place && row < rows.end; row++) {
    const size_t start = row * c->outputs + columns.start;
    memcpy(target.at + start, data->addend + start,
           (columns.end - columns.start) * sizeof(float));
  }
  return target;
}

static void run_patches(const kernel_level *level, const convolution_case *c, placement place) {
  const ckernels_kernels *kernels = level->kernels();
  name_case(c->pairs ? "multiply_pairs" : "multiply", level->name, c, place);
  const convolution_data data = random_data(c);
  const size_t elements = elements_of(c);
  const void *left = data.picture.at;
  if (c->pairs) {
    const size_t whole = data.picture.rows * elements;
    uint32_t *words = (uint32_t *)unwritten_floats((c->low ? 2 : 1) * whole);
    for (int low = 0; low <= c->low; low++) {
      kernels->pair_rows(data.picture.at, c->inputs, c->inputs, low,
                         (ckernels_range){0, data.picture.rows}, words + (low ? whole : 0));
    }
    left = words;
  }
  const ckernels_patches patches = {
      .height = c->height, .width = c->width, .channels = elements,
      .output_height = c->output_height, .output_width = c->output_width,
      .kernel_height = c->kernel_height, .kernel_width = c->kernel_width,
      .stride = c->stride, .spread = c->spread, .leading = c->leading, .doubled = c->doubled,
      .zeros = memset(unwritten_floats(elements), 0, elements * sizeof(float)),
  };
  const size_t pixels = c->items * c->output_height * c->output_width;
  const ckernels_range rows = {c->part ? pixels / 3 : 0, pixels - (c->part ? pixels / 4 : 0)};
  const ckernels_range some = {0, panel_count(kernels, c->outputs)}, columns = {0, c->outputs};
  const matrix target = target_for(c, &data, rows, columns);
  const ckernels_product product = {
      .left = left, .patches = &patches, .inner = elements, .segments = places_of(c),
      .panels = pack_kernel(kernels, c, data.kernel), .columns = c->outputs, .target = target.at,
      .target_stride = c->outputs, .bias = data.bias,
      .addend = c->in_place ? target.at : data.addend, .addend_stride = c->outputs,
      .left_low = c->low ? data.picture.rows * elements : 0,
      .panels_low = c->low ? packed_count(kernels, places_of(c) * elements, c->outputs) : 0,
  };
  (c->pairs ? kernels->multiply_pairs : kernels->multiply)(&product, rows, some);
  expect_untouched(target, rows, columns);
  for (size_t i = rows.start * c->outputs; i < rows.end * c->outputs; i++) {
    double value, magnitude;
    define(c, &data, c->pairs && !c->low, i / c->outputs, i % c->outputs, &value, &magnitude);
    expect_near("target", i, target.at[i], value,
                c->low ? (roundings(3 * places_of(c) * c->inputs + 8) + TWO_PARTS) * magnitude
                       : roundings(places_of(c) * c->inputs + 4) * magnitude);
  }
  end_case();
}

// A way through Winograd's algorithm. A tile's error comes from all of its pixels, and its transforms make it
// greater. `worst` units of rounding are allowed for each of the products of numbers below 1 that a result sums up:
// three and a half times what was measured over the cases below. The analysis of the worst case would allow 4000
// for floats. Of 16 inputs, a number that is lost or taken twice is an error of up to 100,000 such units of floats,
// and of 3.5 of bfloat16.
typedef struct {
  const char *name;
  size_t tile;
  int doubled, rounded;
  double worst;
} tile_way;

static const tile_way tile_ways[] = {
    {"winograd of 2", 2, 0, 0, 3},
    {"winograd of 4", 4, 0, 0, 32},
    {"winograd of 6", 6, 0, 0, 60},
    {"winograd of doubled pixels", 6, 1, 0, 2.4},
    {"winograd of 2, rounded", 2, 0, 1, 1},
    {"winograd of doubled pixels, rounded", 6, 1, 1, 1.5},
};

static void run_winograd(const kernel_level *level, const convolution_case *c, tile_way way,
                         placement place) {
  const ckernels_kernels *kernels = level->kernels();
  name_case(way.name, level->name, c, place);
  const convolution_data data = random_data(c);
  ckernels_winograd convolution = {
      .tile = way.tile, .rounded = way.rounded, .picture = data.picture.at, .items = c->items,
      .height = c->height, .width = c->width, .doubled = c->doubled, .inputs = c->inputs,
      .leading = (size_t)c->leading, .output_height = c->output_height,
      .output_width = c->output_width, .outputs = c->outputs,
      .panels = pack_kernel(kernels, c, data.kernel), .pairs = c->pairs, .bias = data.bias,
  };
  const size_t count = kernels->winograd_tiles(&convolution);
  const size_t all = panel_count(kernels, c->outputs);
  // A part: all tiles of the last panel, as tiles are no range of the target's rows.
  const ckernels_range tiles = {0, count}, panels = {c->part && all ? all - 1 : 0, all};
  const ckernels_range rows = {0, c->items * c->output_height * c->output_width};
  const ckernels_range columns = {panels.start * kernels->panel, c->outputs};
  const matrix target = target_for(c, &data, rows, columns);
  convolution.target = target.at;
  convolution.addend = c->in_place ? target.at : data.addend;
  // In two ranges of tiles, as threads share them out, the second one first.
  for (int half = 1; half >= 0; half--) {
    const ckernels_range some = {half ? count / 2 : 0, half ? tiles.end : count / 2};
    float *workspace = unwritten_floats(kernels->winograd_workspace(&convolution, some));
    kernels->winograd(&convolution, some, panels, workspace);
  }
  expect_untouched(target, rows, columns);
  // Of many results some hundred thousand.
  const size_t step = 1 + rows.end / 9999;
  for (size_t row = 0; row < rows.end; row += step) {
    for (size_t output = columns.start; output < columns.end; output++) {
      double value, magnitude;
      define(c, &data, 0, row, output, &value, &magnitude);
      expect_near("target", row * c->outputs + output, target.at[row * c->outputs + output], value,
                  way.worst * (way.rounded ? PAIR_UNIT : UNIT) * (double)(9 * c->inputs + 2));
    }
  }
  end_case();
}

// Every way that a level has; pictures of doubled pixels are half as high and wide.
static void run_ways(const kernel_level *level, const convolution_case *c, placement place) {
  for (size_t i = 0; i < COUNT_OF(tile_ways); i++) {
    const tile_way way = tile_ways[i];
    if (way.rounded && !(c->pairs && level->kernels()->rounds_tiles)) continue;
    convolution_case taken = *c;
    if (way.doubled) {
      taken.doubled = taken.leading = 1;
      taken.height = (c->height + 1) / 2;
      taken.width = (c->width + 1) / 2;
    }
    run_winograd(level, &taken, way, place);
  }
}

// What else there is to choose, left to chance.
static void choose(convolution_case *c) {
  const uint32_t choice = random_bits();
  c->bias = choice & 1;
  c->part = choice >> 1 & 1;
  c->addend = (choice >> 2 & 3) == 1;
  c->in_place = (choice >> 2 & 3) == 2;
}

static void choose_doubled(convolution_case *c) {
  c->doubled = (random_bits() >> 4 & 3) == 1;
  if (c->doubled) c->output_height *= 2, c->output_width *= 2;
}

void check_patches(const kernel_level *level) {
  // Height, width, kernel's height and width, stride, spread, rows and columns of the result; leading.
  static const struct {
    size_t height, width, kernel_height, kernel_width, stride, spread, output_height, output_width;
    ptrdiff_t leading;
  } geometries[] = {
      {1, 1, 1, 1, 1, 1, 1, 1, 0},  {5, 3, 1, 1, 1, 1, 5, 3, 0},  {5, 5, 1, 1, 3, 1, 2, 2, 0},
      {1, 1, 3, 3, 1, 1, 1, 1, 1},  {4, 7, 3, 3, 1, 1, 4, 7, 1},  {9, 8, 3, 3, 2, 1, 5, 4, 1},
      {8, 7, 3, 3, 2, 1, 4, 3, 0},  {3, 4, 3, 3, 1, 2, 6, 8, 1},  {2, 3, 3, 3, 1, 3, 5, 8, 2},
      {6, 5, 5, 5, 1, 1, 6, 5, 2},  {7, 6, 2, 3, 1, 1, 4, 3, -1}, {3, 3, 3, 3, 2, 2, 3, 3, -1},
      {0, 0, 3, 3, 1, 1, 2, 2, 1},  {3, 5, 3, 3, 1, 1, 0, 0, 0},
  };
  static const size_t inputs[] = {0, 1, 3, 15, 16, 17, 32, 63}, outputs[] = {0, 1, 15, 17, 65};
  for (size_t i = 0; i < COUNT_OF(geometries); i++) {
    for (size_t j = 0; j < COUNT_OF(inputs) * COUNT_OF(outputs); j++) {
      for (int place = 0; place < 2 * placements(); place++) {
        convolution_case c = {
            .items = j % 3, .height = geometries[i].height, .width = geometries[i].width,
            .inputs = inputs[j / COUNT_OF(outputs)], .outputs = outputs[j % COUNT_OF(outputs)],
            .output_height = geometries[i].output_height,
            .output_width = geometries[i].output_width,
            .kernel_height = geometries[i].kernel_height,
            .kernel_width = geometries[i].kernel_width, .stride = geometries[i].stride,
            .spread = geometries[i].spread, .leading = geometries[i].leading, .pairs = place & 1,
        };
        choose(&c);
        choose_doubled(&c);
        c.low = c.pairs && level->kernels()->tiles && random_bits() & 1;
        run_patches(level, &c, (placement)(place / 2));
      }
    }
  }
  // Inner indices of one place in more than one block.
  convolution_case large = {.items = 1, .height = 3, .width = 2, .inputs = 801, .outputs = 33,
                            .output_height = 3, .output_width = 2, .kernel_height = 3,
                            .kernel_width = 3, .stride = 1, .spread = 1, .leading = 1};
  for (large.pairs = 0; large.pairs < 2; large.pairs++) run_patches(level, &large, EXACT);
}

void check_winograd(const kernel_level *level) {
  const ckernels_kernels *kernels = level->kernels();
  // Height, width, rows and columns of the result, leading.
  static const size_t geometries[][5] = {{1, 1, 1, 1, 1},  {3, 3, 1, 1, 0},   {4, 4, 4, 4, 1},
                                         {5, 9, 5, 9, 1},  {15, 17, 13, 15, 0}, {7, 6, 9, 8, 2},
                                         {2, 33, 2, 33, 1}, {0, 0, 1, 1, 1},  {5, 5, 0, 0, 1}};
  const size_t lanes = kernels->lanes, panel = kernels->panel;
  const size_t channels[][2] = {{lanes, lanes}, {3 * lanes, lanes}, {lanes, panel},
                                {2 * lanes, panel + lanes}, {0, lanes}, {lanes, 0}};
  for (size_t i = 0; i < COUNT_OF(geometries); i++) {
    for (size_t j = 0; j < COUNT_OF(channels) * 2; j++) {
      for (int place = 0; place < placements(); place++) {
        convolution_case c = {
            .items = (i + j) % 3, .height = geometries[i][0], .width = geometries[i][1],
            .output_height = geometries[i][2], .output_width = geometries[i][3],
            .leading = (ptrdiff_t)geometries[i][4], .inputs = channels[j / 2][0],
            .outputs = channels[j / 2][1], .kernel_height = 3, .kernel_width = 3, .stride = 1,
            .spread = 1, .pairs = j % 2,
        };
        choose(&c);
        run_ways(level, &c, (placement)place);
      }
    }
  }
  // More tiles than go through together.
  convolution_case large = {.items = 2, .height = 65, .width = 66, .inputs = lanes,
                            .outputs = lanes, .output_height = 65, .output_width = 66,
                            .kernel_height = 3, .kernel_width = 3, .stride = 1, .spread = 1,
                            .leading = 1, .bias = 1};
  for (large.pairs = 0; large.pairs < 2; large.pairs++) run_ways(level, &large, EXACT);
  // Results that are written past the caches; those that end at a page begin where a vector may.
  if (placements() <= GUARDED) return;
  large.items = large.pairs = 1;
  large.height = large.output_height = 257;
  large.width = large.output_width = (8 << 20) / lanes / 257 + 1;
  run_ways(level, &large, GUARDED);
}
