// The kernels for AVX-512: 32 registers of 16 floats.
#include "Products.h"

#if defined(__x86_64__)

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "PairProducts.h"

#include "SixteenLanes.h"

#define TILE_ROWS 6
#define TILE_VECTORS 4

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#include "Level.h"
#pragma clang attribute pop

static size_t winograd_workspace_with_bf16(const ckernels_winograd *c, ckernels_range tiles) {
  return (c->rounded ? ckernels_avx512_bf16_winograd_workspace : winograd_workspace)(c, tiles);
}

static void winograd_with_bf16(const ckernels_winograd *c, ckernels_range tiles, ckernels_range panels,
                               float *workspace) {
  (c->rounded ? ckernels_avx512_bf16_winograd : winograd)(c, tiles, panels, workspace);
}

static void transform_for_kernel_with_bf16(const ckernels_winograd *c, const float *gradient,
                                           ckernels_range tiles, ckernels_range rows, void *pictures,
                                           void *slopes) {
  (c->rounded ? ckernels_avx512_bf16_transform_for_kernel : transform_for_kernel)(
      c, gradient, tiles, rows, pictures, slopes);
}

static size_t workspace_with_bf16(const ckernels_attention *a) {
  return a->parts ? ckernels_avx512_bf16_attention_workspace(a) : attention_workspace(a);
}

static void attend_with_bf16(const ckernels_attention *a, ckernels_range queries, float *workspace) {
  (a->parts ? ckernels_avx512_bf16_attend : attend)(a, queries, workspace);
}

static size_t gradient_workspace_with_bf16(const ckernels_attention *a) {
  return a->parts ? ckernels_avx512_bf16_attention_gradient_workspace(a) : attention_gradient_workspace(a);
}

static void attend_gradient_with_bf16(const ckernels_attention *a, const float *gradient, float *query,
                                      float *key, float *value, float *workspace) {
  (a->parts ? ckernels_avx512_bf16_attend_gradient : attend_gradient)(a, gradient, query, key, value,
                                                                      workspace);
}

static const ckernels_kernels level =
    LEVEL(ckernels_avx512_pairs, 0, winograd_workspace, winograd, transform_for_kernel, 0,
          attention_workspace, attend, attention_gradient_workspace, attend_gradient);
static const ckernels_kernels level_with_bf16 =
    LEVEL(ckernels_avx512_bf16_pairs, 1, winograd_workspace_with_bf16, winograd_with_bf16,
          transform_for_kernel_with_bf16, 1, workspace_with_bf16, attend_with_bf16,
          gradient_workspace_with_bf16, attend_gradient_with_bf16);

const ckernels_kernels *ckernels_avx512(void) {
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("fma")) {
    return NULL;
  }
  return __builtin_cpu_supports("avx512bf16") ? &level_with_bf16 : &level;
}

#else

const ckernels_kernels *ckernels_avx512(void) { return NULL; }

#endif
