// What only levels with tiles know, products of split pairs, and their attention of rounded operands.
#include "Harness.h"

// Rounding a number to eight digits, and what that leaves to eight more.
#define ROUNDED 0x1p-8
#define SPLIT 0x1p-16

typedef struct {
  size_t rows, inner, columns;
} split_case;

// Words of a matrix rounded, and behind them of what that left.
static uint32_t *split_rows(const ckernels_kernels *kernels, matrix left) {
  const size_t words = left.rows * ((left.width + 1) / 2);
  uint32_t *made = (uint32_t *)unwritten_floats(2 * words);
  for (int part = 0; part < 2; part++) {
    kernels->pair_rows(left.at, left.stride, left.width, part, (ckernels_range){0, left.rows},
                       made + (size_t)part * words);
  }
  return made;
}

static uint32_t *split_panels(const ckernels_kernels *kernels, matrix right) {
  const size_t elements = (right.rows + 1) / 2;
  const size_t words = packed_count(kernels, elements, right.width);
  const ckernels_range all = {0, panel_count(kernels, right.width)};
  uint32_t *made = (uint32_t *)unwritten_floats(2 * words);
  for (int part = 0; part < 2; part++) {
    kernels->pack_pairs(right.at, right.stride, 1, right.rows, right.width, part,
                        made + (size_t)part * words, elements, 0, all);
  }
  return made;
}

static void expect_split_product(matrix left, matrix right, matrix target, const float *bias) {
  for (size_t row = 0; row < left.rows; row++) {
    for (size_t column = 0; column < right.width; column++) {
      double value = (double)bias[column], magnitude = fabs(value);
      for (size_t k = 0; k < left.width; k++) {
        const double term = (double)left.at[row * left.stride + k] *
                            (double)right.at[k * right.stride + column];
        value += term;
        magnitude += fabs(term);
      }
      // The product of both rests is left out, and each rest is rounded.
      const size_t index = row * target.stride + column;
      expect_near("target", index, target.at[index], value,
                  (3 * SPLIT + roundings(3 * left.width + 8)) * magnitude);
    }
  }
}

static void run_split_product(const kernel_level *level, const split_case *c, placement place) {
  const ckernels_kernels *kernels = level->kernels();
  begin_case(place, "multiply_pairs", level->name, "split, %zu rows, %zu inner, %zu columns",
             c->rows, c->inner, c->columns);
  const matrix left = random_matrix(c->rows, c->inner, c->inner + 3);
  const matrix right = random_matrix(c->inner, c->columns, c->columns + 1);
  const matrix target = untouched_matrix(c->rows, c->columns, c->columns + 5);
  const ckernels_range rows = {0, c->rows}, columns = {0, c->columns};
  unwrite_part(target, rows, columns);
  const size_t elements = (c->inner + 1) / 2;
  const float *bias = random_floats(c->columns);
  const ckernels_product product = {
      .left = split_rows(kernels, left), .left_stride = elements, .inner = elements, .segments = 1,
      .panels = split_panels(kernels, right), .left_low = c->rows * elements,
      .panels_low = packed_count(kernels, elements, c->columns), .columns = c->columns,
      .target = target.at, .target_stride = target.stride, .bias = bias,
  };
  kernels->multiply_pairs(&product, rows, (ckernels_range){0, panel_count(kernels, c->columns)});
  expect_untouched(target, rows, columns);
  expect_split_product(left, right, target, bias);
  end_case();
}

// Attention by the definition, of numbers between −1 and 1: how far scores are off is how far weights
// are, relative to these, and values are rounded besides.
static void expect_attention(const ckernels_attention *a, const float *found, double rounding) {
  double *weights = zero_doubles(a->keys);
  for (size_t query = 0; query < a->queries; query++) {
    double sum = 0, greatest = 0;
    for (size_t key = 0; key < a->keys; key++) {
      double score = 0, magnitude = 0;
      for (size_t i = 0; i < a->size; i++) {
        const double term = (double)a->query[query * a->stride + i] *
                            (double)a->key[key * a->stride + i] * (double)a->scale;
        score += term;
        magnitude += fabs(term);
      }
      weights[key] = exp(score);
      sum += weights[key];
      greatest = fmax(greatest, magnitude);
    }
    for (size_t i = 0; i < a->size; i++) {
      double value = 0;
      for (size_t key = 0; key < a->keys; key++) {
        value += weights[key] / sum * (double)a->value[key * a->stride + i];
      }
      expect_near("target", query * a->stride + i, found[query * a->stride + i], value,
                  rounding * (2 + 4 * greatest) + roundings(2 * a->keys + 64));
    }
  }
}

static void run_rounded_attention(const kernel_level *level, const split_case *c, int parts,
                                  placement place) {
  const ckernels_kernels *kernels = level->kernels();
  begin_case(place, "attend", level->name, "%d parts, %zu queries, %zu keys of %zu features", parts,
             c->rows, c->columns, c->inner);
  const size_t stride = c->inner + 3;
  const matrix target = untouched_matrix(c->rows, c->inner, stride);
  const ckernels_range rows = {0, c->rows};
  unwrite_part(target, rows, (ckernels_range){0, c->inner});
  const ckernels_attention attention = {
      .query = random_matrix(c->rows, c->inner, stride).at,
      .key = random_matrix(c->columns, c->inner, stride).at,
      .value = random_matrix(c->columns, c->inner, stride).at,
      .queries = c->rows, .keys = c->columns, .size = c->inner, .stride = stride,
      .scale = 3 / sqrtf((float)c->inner), .target = target.at, .parts = parts,
  };
  kernels->attend(&attention, rows, unwritten_floats(kernels->attention_workspace(&attention)));
  expect_untouched(target, rows, (ckernels_range){0, c->inner});
  expect_attention(&attention, target.at, parts > 1 ? 3 * SPLIT : ROUNDED);
  end_case();
}

void check_tiles(const kernel_level *level) {
  static const split_case cases[] = {
      {1, 1, 1},    {1, 32, 1},   {15, 17, 31},  {16, 64, 16}, {17, 33, 63},  {33, 96, 65},
      {64, 40, 77}, {65, 32, 97}, {7, 1056, 33}, {400, 64, 5}, {31, 160, 130},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    for (int place = 0; place < placements(); place++) {
      run_split_product(level, &cases[i], (placement)place);
      run_rounded_attention(level, &cases[i], 1, (placement)place);
      run_rounded_attention(level, &cases[i], 2, (placement)place);
    }
  }
}
