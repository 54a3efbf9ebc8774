// The kernels for AVX-512: 32 registers of 16 floats.
#include "Products.h"

#if defined(__x86_64__)

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "PairProducts.h"

#define LANES 16
#define TILE_ROWS 6
#define TILE_VECTORS 4
#define DEAL_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define DEAL_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define EVEN_OF(a, b)                                                                      \
  __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD_OF(a, b)                                                                       \
  __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#include "Level.h"
#pragma clang attribute pop

static const ckernels_kernels level = LEVEL(ckernels_avx512_pairs, attention_workspace, attend);
static const ckernels_kernels level_with_bf16 = LEVEL(ckernels_avx512_bf16_pairs, attention_workspace, attend);

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
