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
