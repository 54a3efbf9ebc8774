// Products of pairs of bfloat16, compiled by themselves: by instructions for floats, or by
// AVX512_BF16's own.
#include "Products.h"

void ckernels_avx2_pairs(const ckernels_product *product, ckernels_range rows,
                         ckernels_range panels);
void ckernels_avx512_pairs(const ckernels_product *product, ckernels_range rows,
                           ckernels_range panels);
void ckernels_avx512_bf16_pairs(const ckernels_product *product, ckernels_range rows,
                                ckernels_range panels);
