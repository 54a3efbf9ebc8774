// Pairs of bfloat16 by AVX512_BF16: two products an instruction.
#include "PairProducts.h"

#if defined(__x86_64__)

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "SixteenLanes.h"

#define ADD_PRODUCT(sum, a, b)                                                           \
  (vector) _mm512_dpbf16_ps((__m512)(sum), __builtin_bit_cast(__m512bh, a),              \
                            __builtin_bit_cast(__m512bh, b))

#define TILE_ROWS 6
#define TILE_VECTORS 4

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma,avx512bf16"))), \
                             apply_to = function)
#include "Vector.h"

#include "Pairs.h"

#include "Tile.h"

#include "Panels.h"

#include "Patches.h"

#include "Multiply.h"

#include "PairPanels.h"

#include "RoundedPairs.h"

#include "WinogradTransforms.h"

#include "PairTiles.h"

#include "Winograd.h"

#include "WinogradGradient.h"

#include "QueryTile.h"

#include "PairSoftmax.h"

#include "PairAttention.h"

#include "AttentionMaps.h"

#include "PairAttentionGradient.h"

void ckernels_avx512_bf16_pairs(const ckernels_product *product, ckernels_range rows, ckernels_range panels) {
  multiply(product, rows, panels);
}

void ckernels_avx512_bf16_pairs_transposed(const ckernels_product *product, ckernels_range rows,
                    ckernels_range panels) {
  multiply_transposed(product, rows, panels);
}

size_t ckernels_avx512_bf16_winograd_workspace(const ckernels_winograd *c, ckernels_range tiles) {
  return winograd_workspace(c, tiles);
}

void ckernels_avx512_bf16_winograd(const ckernels_winograd *c, ckernels_range tiles,
                                   ckernels_range panels, float *workspace) {
  if (c->doubled) {
    winograd_of(DOUBLED_FORM, c, tiles, panels, workspace);
  } else {
    winograd_of(FORM_2, c, tiles, panels, workspace);
  }
}

void ckernels_avx512_bf16_transform_for_kernel(const ckernels_winograd *c, const float *gradient,
                                               ckernels_range tiles, ckernels_range rows,
                                               void *pictures, void *slopes) {
  transform_for_kernel(c, gradient, tiles, rows, pictures, slopes);
}

size_t ckernels_avx512_bf16_attention_workspace(const ckernels_attention *attention) {
  return pair_attention_workspace(attention);
}

void ckernels_avx512_bf16_attend(const ckernels_attention *attention, ckernels_range queries,
                                 float *workspace) {
  attend_in_pairs(attention, queries, workspace);
}

size_t ckernels_avx512_bf16_attention_gradient_workspace(const ckernels_attention *attention) {
  return pair_attention_gradient_workspace(attention);
}

void ckernels_avx512_bf16_attend_gradient(const ckernels_attention *attention, const float *gradient,
                                          float *query, float *key, float *value, float *workspace) {
  attend_gradient_in_pairs(attention, gradient, query, key, value, workspace);
}
#pragma clang attribute pop

#endif
