// Pairs of bfloat16 by AMX.
#include "PairProducts.h"

#if defined(__x86_64__) && defined(__linux__)

#include <stdlib.h>
#include <string.h>

#include "SixteenLanes.h"

#define TILE_VECTORS 4

#pragma clang attribute push(                                                                     \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma,amx-tile,amx-bf16"))), \
    apply_to = function)
#include "Vector.h"

typedef uint32_t element;

#include "PanelWidths.h"

#include "Patches.h"

#include "TileRegisters.h"

#include "TileProducts.h"

typedef void pair_product(const ckernels_product *, ckernels_range, ckernels_range);

// Three products one after the other, the smallest first.
static void multiply_parts(const ckernels_product *product, ckernels_range rows,
                           ckernels_range panels, pair_product *multiply) {
  ckernels_product part = *product;
  part.left_low = part.panels_low = 0;
  if (product->left_low) {
    part.activation = CKERNELS_IDENTITY;
    part.left = (const uint32_t *)product->left + product->left_low;
    multiply(&part, rows, panels);
    part.left = product->left;
    part.panels = (const uint32_t *)product->panels + product->panels_low;
    part.bias = NULL;
    part.addend = product->target;
    part.addend_stride = product->target_stride;
    multiply(&part, rows, panels);
    part.panels = product->panels;
    part.activation = product->activation;
  }
  multiply(&part, rows, panels);
}

// Inner indices that fill no whole tiles, such as the four channels of latents, go another way.
static void multiply(const ckernels_product *product, ckernels_range rows, ckernels_range panels,
                     int transposed, pair_product *otherwise) {
  if (rows.start >= rows.end || panels.start >= panels.end) return;
  if (product->inner == 0 || product->inner % TILE_SIDE != 0) {
    multiply_parts(product, rows, panels, otherwise);
  } else {
    multiply_in_tiles(product, rows, panels, transposed);
  }
}

void ckernels_amx_pairs(const ckernels_product *product, ckernels_range rows, ckernels_range panels) {
  multiply(product, rows, panels, 0, ckernels_avx512_bf16_pairs);
}

void ckernels_amx_pairs_transposed(const ckernels_product *product, ckernels_range rows,
                                   ckernels_range panels) {
  multiply(product, rows, panels, 1, ckernels_avx512_bf16_pairs_transposed);
}
#pragma clang attribute pop

#endif
