// The kernels for AVX2 and FMA: 16 registers of 8 floats.
#include "Products.h"

#if defined(__x86_64__)

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "PairProducts.h"

#define LANES 8
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define DEAL_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define DEAL_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define EVEN_OF(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define ODD_OF(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Level.h"
#pragma clang attribute pop

static const ckernels_kernels level =
    LEVEL(ckernels_avx2_pairs, 0, winograd_workspace, winograd, transform_for_kernel, 0,
          attention_workspace, attend, attention_gradient_workspace, attend_gradient);

const ckernels_kernels *ckernels_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &level : NULL;
}

#else

const ckernels_kernels *ckernels_avx2(void) { return NULL; }

#endif
