// Products of matrices, of floats and of pairs of bfloat16, and how their operands are packed.
#include "Harness.h"

typedef struct {
  size_t rows, inner, columns;
  // Which of the four kernels.
  int pairs, transposed;
  // Whether the right side is given column by column, rows lie wider apart than they are long, the
  // target serves as addend, ranges are parts, and the right side is packed in two parts.
  int turned, wide, bias, addend, in_place, part, pieces;
  // Whether what rounding leaves of the pairs is multiplied, too.
  int low;
  float scale;
  ckernels_activation activation;
} product_case;

static const char *const activation_names[] = {"",       ", SiLU",      ", quick GELU",
                                               ", GELU", ", tanh GELU", ", gated GELU"};

// Columns of the target.
static size_t target_columns(const product_case *c) {
  return c->activation == CKERNELS_GATED_GELU ? c->columns / 2 : c->columns;
}

static void name_case(const char *level, const product_case *c, placement place) {
  static const char *const kernels[2][2] = {{"multiply", "multiply_transposed"},
                                            {"multiply_pairs", "multiply_transposed_pairs"}};
  begin_case(place, kernels[c->pairs][c->transposed], level,
             "%zu rows, %zu inner, %zu columns%s%s%s%s%s%s%s%s%s%s", c->rows, c->inner, c->columns,
             c->turned ? ", right turned" : "", c->wide ? ", wide strides" : "",
             c->bias ? ", bias" : "", c->addend ? ", addend" : "",
             c->in_place ? ", target as addend" : "", c->part ? ", in part" : "",
             c->pieces ? ", packed in pieces" : "", c->scale == 1 ? "" : ", scaled",
             c->low ? ", low parts" : "", activation_names[c->activation]);
}

// Elements of a row of left.
static size_t elements_of(const product_case *c) { return c->pairs ? (c->inner + 1) / 2 : c->inner; }

// The number that a kernel multiplies by: pairs hold bfloat16.
static double operand(const product_case *c, float number) {
  return c->pairs && !c->low ? nearest((double)number, 8) : (double)number;
}

// Element (k, column) of the right side, as packed.
static float right_element(const product_case *c, matrix right, size_t k, size_t column) {
  return (c->turned ? right.at[column * right.stride + k] : right.at[k * right.stride + column]) *
         c->scale;
}

static void expect_packed(const ckernels_kernels *kernels, const product_case *c, matrix right,
                          int low, const float *panels) {
  const size_t elements = elements_of(c);
  const size_t whole = packed_count(kernels, 1, c->columns);
  for (size_t k = 0; k < elements; k++) {
    for (size_t column = 0; column < whole; column++) {
      const size_t place = packed_place(kernels, elements, c->columns, k, column);
      const int is_there = column < c->columns;
      if (c->pairs) {
        const size_t second = 2 * k + 1;
        float numbers[2] = {
            is_there ? right_element(c, right, 2 * k, column) : 0,
            is_there && second < c->inner ? right_element(c, right, second, column) : 0};
        for (int i = 0; low && i < 2; i++) numbers[i] = low_of(numbers[i]);
        expect_word("packed", place, ((const uint32_t *)panels)[place],
                    nearest_pair(numbers[0], numbers[1]));
      } else {
        expect_near("packed", place, panels[place],
                    is_there ? (double)right_element(c, right, k, column) : 0, 0);
      }
    }
  }
}

// Packs the right side or its low parts, a panel at a time and in two pieces if the case says so.
static void pack_part(const ckernels_kernels *kernels, const product_case *c, matrix right, int low,
                      float *panels) {
  const size_t elements = elements_of(c);
  const size_t inner_stride = c->turned ? 1 : right.stride;
  const size_t column_stride = c->turned ? right.stride : 1;
  const size_t all = panel_count(kernels, c->columns);
  const size_t step = c->pieces || !all ? 1 : all;
  // The first piece of pairs has an even number of inner indices, as only the last may be odd.
  const size_t first = c->pieces ? c->inner / 3 / 2 * 2 : 0;
  for (size_t start = 0; start < c->inner; start = start < first ? first : c->inner) {
    const size_t count = (start < first ? first : c->inner) - start;
    for (size_t panel = 0; panel < all; panel += step) {
      const ckernels_range range = {panel, panel + step};
      const float *from = right.at + start * inner_stride;
      if (c->pairs) {
        kernels->pack_pairs(from, inner_stride, column_stride, count, c->columns, low,
                            (uint32_t *)panels, elements, start / 2, range);
      } else {
        kernels->pack(from, inner_stride, column_stride, count, c->columns, c->scale, panels,
                      elements, start, range);
      }
    }
  }
  expect_packed(kernels, c, right, low, panels);
}

static const float *pack_right(const ckernels_kernels *kernels, const product_case *c,
                               matrix right) {
  const size_t whole = packed_count(kernels, elements_of(c), c->columns);
  float *panels = unwritten_floats((c->low ? 2 : 1) * whole);
  pack_part(kernels, c, right, 0, panels);
  if (c->low) pack_part(kernels, c, right, 1, panels + whole);
  return panels;
}

// Makes pairs of the left side's numbers or of their low parts, and moves their rows apart if the case
// says so.
static void pair_part(const ckernels_kernels *kernels, const product_case *c, matrix left, int low,
                      matrix into) {
  const size_t rows = c->transposed ? elements_of(c) : c->rows, width = into.width;
  uint32_t *words = (uint32_t *)unwritten_floats(rows * width);
  // In two ranges, as threads share rows out.
  for (size_t half = 0; half < 2; half++) {
    const ckernels_range range = {half * (rows / 2), half ? rows : rows / 2};
    if (c->transposed) {
      kernels->pair_up_rows(left.at, left.stride, c->inner, c->rows, range, words);
    } else {
      kernels->pair_rows(left.at, left.stride, c->inner, low, range, words);
    }
  }
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < width; i++) {
      const size_t k = c->transposed ? row : i, step = c->transposed ? left.stride : 1;
      const float *first =
          left.at + (c->transposed ? 2 * row * left.stride + i : row * left.stride + 2 * i);
      float numbers[2] = {*first, 2 * k + 1 < c->inner ? first[step] : 0};
      for (int j = 0; low && j < 2; j++) numbers[j] = low_of(numbers[j]);
      expect_word("paired", row * width + i, words[row * width + i],
                  nearest_pair(numbers[0], numbers[1]));
    }
    if (width) memcpy(into.at + row * into.stride, words + row * width, width * sizeof *words);
  }
}

// The pairs, and behind all their rows those of the low parts.
static matrix pair_left(const ckernels_kernels *kernels, const product_case *c, matrix left) {
  const size_t rows = c->transposed ? elements_of(c) : c->rows;
  const size_t width = c->transposed ? c->rows : elements_of(c);
  const matrix pairs = random_matrix((c->low ? 2 : 1) * rows, width, width + (c->wide ? 3 : 0));
  pair_part(kernels, c, left, 0, pairs);
  if (c->low) {
    const matrix low = {pairs.at + rows * pairs.stride, rows, width, pairs.stride};
    pair_part(kernels, c, left, 1, low);
  }
  return pairs;
}

// A number, and how far a kernel's may be from it.
typedef struct {
  double value, error;
} estimate;

// No activation here is steeper than 1.13.
static estimate activated(ckernels_activation activation, estimate sum) {
  const activation_point point = activation_at(activation, sum.value);
  return (estimate){point.value, point.value_error + 1.13 * sum.error};
}

// value · gelu(gate)
static estimate gated(estimate value, estimate gate) {
  const estimate open = activated(CKERNELS_GATED_GELU, gate);
  const double product = value.value * open.value;
  return (estimate){product, fabs(value.value) * open.error + fabs(open.value) * value.error +
                                 value.error * open.error + roundings(2) * fabs(product)};
}

// An element of left × right + bias + addend, from both sides' numbers inner index by inner index.
static estimate sum_at(const product_case *c, const ckernels_product *product,
                       const double *const numbers[2], size_t row, size_t column, double added) {
  const double bias = product->bias ? (double)product->bias[column] : 0;
  double value = bias + added, magnitude = fabs(bias) + fabs(added);
  const double *a = numbers[0] + row * c->inner, *b = numbers[1] + column * c->inner;
  for (size_t k = 0; k < c->inner; k++) {
    value += a[k] * b[k];
    magnitude += fabs(a[k] * b[k]);
  }
  // Each term passes one rounding for each term added after it, in whatever order they are.
  return (estimate){value, (c->low ? roundings(3 * c->inner + 8) + TWO_PARTS
                                   : roundings(c->inner + 4)) * magnitude};
}

// Compares a part of the target with what the product is to be, where nothing else was written.
static void expect_product(const product_case *c, const ckernels_product *product, matrix target,
                           matrix left, matrix right, const float *addend, ckernels_range rows,
                           ckernels_range columns) {
  expect_untouched(target, rows, columns);
  const double *numbers[2] = {zero_doubles(c->rows * c->inner), zero_doubles(c->columns * c->inner)};
  for (size_t k = 0; k < c->inner; k++) {
    for (size_t row = 0; row < c->rows; row++) {
      ((double *)numbers[0])[row * c->inner + k] = operand(
          c, c->transposed ? left.at[k * left.stride + row] : left.at[row * left.stride + k]);
    }
    for (size_t column = 0; column < c->columns; column++) {
      ((double *)numbers[1])[column * c->inner + k] = operand(c, right_element(c, right, k, column));
    }
  }
  for (size_t row = rows.start; row < rows.end; row++) {
    for (size_t column = columns.start; column < columns.end; column++) {
      const size_t place = row * target.stride + column;
      const double added = addend ? (double)addend[place] : 0;
      const estimate sum = sum_at(c, product, numbers, row, column, added);
      const estimate expected =
          c->activation == CKERNELS_GATED_GELU
              ? gated(sum, sum_at(c, product, numbers, row, c->columns / 2 + column, 0))
              : activated(c->activation, sum);
      expect_near("target", place, target.at[place], expected.value, expected.error);
    }
  }
}

static void run_product(const kernel_level *level, const product_case *c, placement place) {
  const ckernels_kernels *kernels = level->kernels();
  name_case(level->name, c, place);
  const size_t apart = c->wide ? 5 : 0;
  const matrix left = c->transposed ? random_matrix(c->inner, c->rows, c->rows + apart)
                                    : random_matrix(c->rows, c->inner, c->inner + apart);
  const matrix right = c->turned ? random_matrix(c->columns, c->inner, c->inner + apart)
                                 : random_matrix(c->inner, c->columns, c->columns + apart);
  const float *panels = pack_right(kernels, c, right);
  const matrix elements = c->pairs ? pair_left(kernels, c, left) : left;
  const size_t wide = target_columns(c), all = panel_count(kernels, wide);
  const ckernels_range rows = {c->part ? c->rows / 3 : 0, c->rows - (c->part ? c->rows / 4 : 0)};
  const ckernels_range some = {c->part ? all / 3 : 0, all};
  const ckernels_range columns = {some.start * kernels->panel, wide};
  const matrix target = untouched_matrix(c->rows, wide, wide + apart);
  const size_t count = c->rows && wide ? (c->rows - 1) * target.stride + wide : 0;
  const float *addend = c->addend || c->in_place ? random_floats(count) : NULL;
  unwrite_part(target, rows, columns);
  for (size_t row = rows.start; c->in_place && row < rows.end; row++) {
    memcpy(target.at + row * target.stride + columns.start,
           addend + row * target.stride + columns.start,
           (columns.end - columns.start) * sizeof *addend);
  }
  const ckernels_product product = {
      .left = elements.at, .left_stride = elements.stride, .inner = elements_of(c), .segments = 1,
      .panels = panels, .columns = c->columns, .target = target.at,
      .target_stride = target.stride, .bias = c->bias ? random_floats(c->columns) : NULL,
      .addend = c->in_place ? target.at : addend, .addend_stride = target.stride,
      .left_low = c->low ? c->rows * elements.stride : 0,
      .panels_low = c->low ? packed_count(kernels, elements_of(c), c->columns) : 0,
      .activation = c->activation,
  };
  if (c->pairs) {
    (c->transposed ? kernels->multiply_transposed_pairs : kernels->multiply_pairs)(&product, rows,
                                                                                   some);
  } else {
    (c->transposed ? kernels->multiply_transposed : kernels->multiply)(&product, rows, some);
  }
  expect_product(c, &product, target, left, right, addend, rows, columns);
  end_case();
}

// Runs all kernels on some sizes, in each placement, with what else there is to choose left to chance.
static void run_sizes(const kernel_level *level, size_t rows, size_t inner, size_t columns) {
  const size_t panels = 2 * level->kernels()->panel;
  for (int place = 0; place < placements(); place++) {
    for (int kernel = level->only_pairs ? 2 : 0; kernel < 4; kernel++) {
      const uint32_t choice = random_bits();
      product_case c = {
          .rows = rows, .inner = inner, .columns = columns,
          .pairs = kernel / 2, .transposed = kernel % 2,
          .turned = choice & 1, .wide = choice >> 1 & 1, .bias = choice >> 2 & 1,
          .addend = (choice >> 3 & 3) == 1, .in_place = (choice >> 3 & 3) == 2,
          .part = choice >> 5 & 1, .pieces = choice >> 6 & 1,
          .scale = kernel < 2 && choice >> 7 & 1 ? -0.7f : 1,
          .low = kernel == 2 && level->kernels()->tiles && choice >> 8 & 1,
          .activation = kernel % 2 == 0 && choice >> 9 & 1 ? (choice >> 10) % 6 : CKERNELS_IDENTITY,
      };
      const int is_gated = c.activation == CKERNELS_GATED_GELU;
      if (is_gated && (inner == 0 || elements_of(&c) % 16 != 0)) c.low = 0;
      // Gates and values are whole panels, and nothing is added to them.
      if (is_gated) c.columns = (columns + panels - 1) / panels * panels;
      if (is_gated) c.addend = c.in_place = 0;
      run_product(level, &c, (placement)place);
    }
  }
}

void check_products(const kernel_level *level) {
  static const size_t rows[] = {0, 1, 5, 6, 7, 15, 17, 33};
  static const size_t inner[] = {0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 65};
  static const size_t columns[] = {0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 129};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    for (size_t j = 0; j < COUNT_OF(inner); j++) {
      for (size_t k = 0; k < COUNT_OF(columns); k++) {
        run_sizes(level, rows[i], inner[j], columns[k]);
      }
    }
  }
  // More than one strip of rows, block of inner indices, group of panels.
  static const size_t large[][3] = {{193, 3, 17}, {264, 1, 65}, {265, 7, 9},  {400, 2, 33},
                                    {7, 384, 17}, {1, 385, 65}, {6, 769, 33}, {17, 1200, 9},
                                    {263, 3, 577}, {1, 1, 2113}};
  for (size_t i = 0; i < COUNT_OF(large); i++) {
    run_sizes(level, large[i][0], large[i][1], large[i][2]);
  }
  // The same where there are tiles, whose limits are others.
  static const size_t tiled[][3] = {{385, 32, 33}, {17, 1184, 33}, {257, 31, 1089}};
  for (size_t i = 0; i < COUNT_OF(tiled) && level->kernels()->tiles; i++) {
    run_sizes(level, tiled[i][0], tiled[i][1], tiled[i][2]);
  }
  for (int i = 0; i < 40; i++) {
    const uint32_t choice = random_bits();
    run_sizes(level, choice % 41, (choice >> 8) % 83, (choice >> 16) % 151);
  }
}
