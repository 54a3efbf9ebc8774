// The levels that are checked. A new level of products is one line in the table below.
#include "Harness.h"

#include "../../Sources/CKernels/Products/PairProducts.h"
#include "../TileEmulator/include/TileEmulator.h"

#if defined(__x86_64__)
// What a processor with AVX-512 but without AVX512_BF16 gets.
static const ckernels_kernels *avx512_without_bf16(void) {
  static ckernels_kernels kernels;
  if (!ckernels_avx512()) return NULL;
  kernels = *ckernels_avx512();
  kernels.multiply_pairs = ckernels_avx512_pairs;
  kernels.multiply_transposed_pairs = ckernels_avx512_pairs_transposed;
  kernels.attention_parts = 0;
  return &kernels;
}
#endif

const kernel_level kernel_levels[] = {
    {"avx512", ckernels_avx512, 0},
#if defined(__x86_64__)
    {"avx512-without-bf16", avx512_without_bf16, 1},
#endif
    {"avx2", ckernels_avx2, 0},
    // Carried out by the emulator where the processor has no AMX.
    {"amx", tile_emulator_kernels, 0},
};
const size_t kernel_level_count = COUNT_OF(kernel_levels);

static int always(void) { return 1; }

// The loader's own choice, and then each clone, by the name that the compiler gives it.
#define CHOSEN(kernel) .kernel = ckernels_##kernel,
#if defined(__x86_64__) && defined(__linux__)
#define DECLARE(kernel)                                                                         \
  extern __typeof__(ckernels_##kernel) v4_##kernel __asm__("ckernels_" #kernel                  \
                                                           ".arch_x86-64-v4.0");                \
  extern __typeof__(ckernels_##kernel) v3_##kernel __asm__("ckernels_" #kernel                  \
                                                           ".arch_x86-64-v3.1");                \
  extern __typeof__(ckernels_##kernel) portable_##kernel __asm__("ckernels_" #kernel ".default.2");
ALL_CLONED(DECLARE)
#define V4(kernel) .kernel = v4_##kernel,
#define V3(kernel) .kernel = v3_##kernel,
#define PORTABLE(kernel) .kernel = portable_##kernel,

static int runs_v4(void) { return __builtin_cpu_supports("x86-64-v4"); }
static int runs_v3(void) { return __builtin_cpu_supports("x86-64-v3"); }

const kernel_clones clone_levels[] = {
    {"chosen", always, ALL_CLONED(CHOSEN)},
    {"x86-64-v4", runs_v4, ALL_CLONED(V4)},
    {"x86-64-v3", runs_v3, ALL_CLONED(V3)},
    {"portable", always, ALL_CLONED(PORTABLE)},
};
#else
const kernel_clones clone_levels[] = {{"portable", always, ALL_CLONED(CHOSEN)}};
#endif
const size_t clone_level_count = COUNT_OF(clone_levels);

size_t panel_count(const ckernels_kernels *kernels, size_t columns) {
  return (columns + kernels->panel - 1) / kernels->panel;
}

static size_t in_whole_vectors(const ckernels_kernels *kernels, size_t columns) {
  return (columns + kernels->lanes - 1) / kernels->lanes * kernels->lanes;
}

size_t packed_count(const ckernels_kernels *kernels, size_t inner, size_t columns) {
  return inner * in_whole_vectors(kernels, columns);
}

size_t packed_place(const ckernels_kernels *kernels, size_t inner, size_t columns, size_t index,
                    size_t column) {
  const size_t start = column / kernels->panel * kernels->panel;
  const size_t left = columns - start;
  const size_t width = in_whole_vectors(kernels, left < kernels->panel ? left : kernels->panel);
  return start * inner + index * width + column - start;
}
