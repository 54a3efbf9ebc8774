// The kernels for AMX: those for AVX-512, and products of pairs and attention in tiles.
#include "Products.h"

#include <stdatomic.h>

static atomic_int is_assumed;

void ckernels_assume_amx(void) { atomic_store(&is_assumed, 1); }

#if defined(__x86_64__) && defined(__linux__)

#include <cpuid.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "PairProducts.h"

#include "SixteenLanes.h"

#define TILE_ROWS 6
#define TILE_VECTORS 4
#define HAS_TILES

// Every processor with AMX has AVX512_BF16.
#pragma clang attribute push(                                                                       \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512bf16,fma,amx-tile,amx-bf16"))), \
    apply_to = function)
#include "Level.h"

#include "TileRegisters.h"

#include "RoundedPairs.h"

#include "PairSoftmax.h"

#include "TileAttention.h"

#include "TileAttentionGradient.h"

// Whether a product of small whole numbers, which bfloat16 holds, comes out exactly.
static int is_right(void) {
  enum { ROWS = 33, COLUMNS = 48, WORDS = 2 * TILE_SIDE };
  static uint32_t left[ROWS * WORDS], panels[WORDS * COLUMNS];
  static float found[ROWS * COLUMNS];
  for (int i = 0; i < ROWS * WORDS; i++) left[i] = rounded(i % 7) | rounded(i % 5 - 2) << 16;
  for (int i = 0; i < WORDS * COLUMNS; i++) panels[i] = rounded(i % 11 - 5) | rounded(i % 3) << 16;
  const ckernels_product product = {
      .left = left, .left_stride = WORDS, .inner = WORDS, .segments = 1, .panels = panels,
      .columns = COLUMNS, .target = found, .target_stride = COLUMNS,
  };
  ckernels_amx_pairs(&product, (ckernels_range){0, ROWS}, (ckernels_range){0, 1});
  for (int row = 0; row < ROWS; row++) {
    for (int column = 0; column < COLUMNS; column++) {
      int sum = 0;
      for (int k = 0; k < WORDS; k++) {
        const int i = row * WORDS + k, j = k * COLUMNS + column;
        sum += i % 7 * (j % 11 - 5) + (i % 5 - 2) * (j % 3);
      }
      if (found[row * COLUMNS + column] != (float)sum) return 0;
    }
  }
  return 1;
}
#pragma clang attribute pop

static const ckernels_kernels level =
    LEVEL(ckernels_amx_pairs, 0, winograd_workspace, winograd, transform_for_kernel, 2,
          tile_attention_workspace, attend_in_tiles, tile_gradient_workspace, attend_gradient_in_tiles);

// Whether the processor has the registers and the system saves them: CPUID 7, EDX bits 22 (BF16) and
// 24 (TILE), and bits 17 and 18 of XCR0 (Intel's manual, volume 1, chapter 18).
static int has_tiles(void) {
  unsigned a, b, c, d, saved, high;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d >> 22 & 1) || !(d >> 24 & 1)) return 0;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 27 & 1)) return 0;
  __asm__("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
  return (saved >> 17 & 3) == 3;
}

// Asks for the room that the registers take when a thread is interrupted (Linux, arch_prctl: x86/xstate).
static int may_use_tiles(void) {
  enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
  return syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
}

const ckernels_kernels *ckernels_amx_unchecked(void) {
  return ckernels_avx512() && __builtin_cpu_supports("avx512bf16") ? &level : NULL;
}

typedef enum { UNKNOWN, RUNS, ABSENT, REFUSED, WRONG } state;

static state look(void) {
  if (!has_tiles()) return ABSENT;
  if (!may_use_tiles()) return REFUSED;
  return is_right() ? RUNS : WRONG;
}

static state known_state(void) {
  static atomic_int known;
  if (!atomic_load(&known)) atomic_store(&known, look());
  return (state)atomic_load(&known);
}

const ckernels_kernels *ckernels_amx(void) {
  const ckernels_kernels *kernels = ckernels_amx_unchecked();
  if (!kernels || atomic_load(&is_assumed)) return kernels;
  return known_state() == RUNS ? kernels : NULL;
}

const char *ckernels_amx_refusal(void) {
  if (!ckernels_amx_unchecked() || atomic_load(&is_assumed)) return NULL;
  switch (known_state()) {
    case REFUSED: return "the system does not let its registers be used";
    case WRONG: return "a product of small numbers came out wrong";
    default: return NULL;
  }
}

#else

const ckernels_kernels *ckernels_amx_unchecked(void) { return NULL; }

const ckernels_kernels *ckernels_amx(void) { return NULL; }

const char *ckernels_amx_refusal(void) { return NULL; }

#endif
