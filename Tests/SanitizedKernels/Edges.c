// What is empty, with null for its address as an empty array has it, and pairs of special numbers.
#include "Harness.h"

#include <float.h>

static void run_empty_activations(const kernel_clones *clones) {
  clones->silu(NULL, NULL, 0);
  clones->quick_gelu(NULL, NULL, 0);
  clones->gelu(NULL, NULL, 0);
  clones->gelu_tanh(NULL, NULL, 0);
  clones->geglu(NULL, NULL, 0, 7);
  clones->silu_gradient(NULL, NULL, NULL, 0);
  clones->quick_gelu_gradient(NULL, NULL, NULL, 0);
  clones->gelu_gradient(NULL, NULL, NULL, 0);
  clones->gelu_tanh_gradient(NULL, NULL, NULL, 0);
  clones->geglu_gradient(NULL, NULL, NULL, 0, 7);
}

void check_empty(const kernel_clones *clones) {
  begin_case(EXACT, "all", clones->name, "nothing at null");
  run_empty_activations(clones);
  clones->half_to_float(NULL, NULL, 0);
  clones->bfloat16_to_float(NULL, NULL, 0);
  clones->float_to_half(NULL, NULL, 0);
  clones->float_to_bfloat16(NULL, NULL, 0);
  clones->box_muller(NULL, 0);
  float *maximum = random_floats(1), *rescale = unwritten_floats(1);
  const float before = *maximum;
  expect_near("sum", 0, clones->softmax_tile(NULL, 0, maximum, rescale), 0, 0);
  expect_near("maximum", 0, *maximum, (double)before, 0);
  expect_near("rescale", 0, *rescale, 1, 0);
  const float *some = random_floats(7);
  double *sums = zero_doubles(14);
  clones->layer_norm(NULL, some, some, NULL, 0, 7, 1);
  clones->layer_norm_gradient(NULL, some, NULL, NULL, sums, NULL, 0, 7, 1);
  clones->channel_sums(NULL, 0, 7, sums);
  clones->scale_shift(NULL, some, some, NULL, 0, 7, 1);
  clones->scale_shift_gradient(NULL, some, some, NULL, NULL, sums, sums + 7, 0, 7, 1);
  clones->combine_channels(NULL, NULL, some, some, some, NULL, 0, 7);
  clones->adam(NULL, NULL, NULL, NULL, 0, (ckernels_adam_step){.scale = 1});
  clones->column_sums(NULL, NULL, 0, 7, 0);
  for (size_t i = 0; i < 14; i++) expect_near_double("sums", i, sums[i], 0, 0);
  end_case();
}

// Bits of a bfloat16: what is no number must be none afterwards, and the greatest floats become ∞.
static void expect_half(const char *what, size_t index, uint32_t half, float number) {
  const uint32_t bits = half << 16;
  float found;
  memcpy(&found, &bits, sizeof found);
  const double value = fabsf(number) > 0x1.fefffep127f && !isnan(number)
                           ? copysign((double)INFINITY, (double)number)
                           : nearest((double)number, 8);
  expect_near(what, index, found, value, 0);
}

// Not numbers with every kind of payload, infinities, and the greatest floats, in each lane of a vector
// and after it.
static float *special_floats(size_t count) {
  static const uint32_t specials[] = {0x7fffffff, 0xffffffff, 0x7f800001, 0xff800001, 0x7fc00000,
                                      0x7f800000, 0xff800000, 0x7f7fffff, 0xff7fffff, 0x7f7f7fff,
                                      0x00000000, 0x80000000, 0x3f808000, 0x3f818000};
  float *made = random_floats(count);
  for (size_t i = 0; i < count; i++) {
    if (i % 3) memcpy(&made[i], &specials[i % COUNT_OF(specials)], sizeof *made);
  }
  return made;
}

void check_special_pairs(const kernel_level *level) {
  const ckernels_kernels *kernels = level->kernels();
  // Rows and columns of a matrix: whole vectors of pairs, and what is left of them.
  const size_t rows = 4, columns = 4 * kernels->lanes + 5, words = (columns + 1) / 2;
  for (int place = 0; place < placements(); place++) {
    begin_case((placement)place, "pair_rows, pair_up_rows, pack_pairs", level->name,
               "%zu x %zu special numbers", rows, columns);
    const float *source = special_floats(rows * columns);
    uint32_t *paired = (uint32_t *)unwritten_floats(rows * words);
    uint32_t *paired_up = (uint32_t *)unwritten_floats(rows / 2 * columns);
    uint32_t *packed = (uint32_t *)unwritten_floats(packed_count(kernels, rows / 2, columns));
    kernels->pair_rows(source, columns, columns, 0, (ckernels_range){0, rows}, paired);
    kernels->pair_up_rows(source, columns, rows, columns, (ckernels_range){0, rows / 2}, paired_up);
    kernels->pack_pairs(source, columns, 1, rows, columns, 0, packed, rows / 2, 0,
                        (ckernels_range){0, panel_count(kernels, columns)});
    for (size_t i = 0; i < rows * columns; i++) {
      const size_t row = i / columns, column = i % columns, shift = row % 2 * 16;
      const size_t index = row / 2 * columns + column;
      const size_t place = packed_place(kernels, rows / 2, columns, row / 2, column);
      expect_half("paired", i, paired[row * words + column / 2] >> column % 2 * 16 & 0xffff,
                  source[i]);
      expect_half("paired up", i, paired_up[index] >> shift & 0xffff, source[i]);
      expect_half("packed", i, packed[place] >> shift & 0xffff, source[i]);
    }
    end_case();
  }
}
