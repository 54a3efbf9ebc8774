// Pairs of bfloat16 by AVX2, as floats.
#include "PairProducts.h"

#if defined(__x86_64__)

#include <stdlib.h>
#include <string.h>

#define LANES 8
#define TILE_ROWS 6
#define TILE_VECTORS 2

#pragma clang attribute push(__attribute__((target("avx2,fma"))), \
                             apply_to = function)
#include "Vector.h"

#include "Pairs.h"

#include "Tile.h"

#include "Panels.h"

#include "Patches.h"

#include "Multiply.h"

void ckernels_avx2_pairs(const ckernels_product *product, ckernels_range rows, ckernels_range panels) {
  multiply(product, rows, panels);
}

void ckernels_avx2_pairs_transposed(const ckernels_product *product, ckernels_range rows,
                    ckernels_range panels) {
  multiply_transposed(product, rows, panels);
}
#pragma clang attribute pop

#endif
