#include "CKernels.h"
#include "Clones.h"

CLONES void ckernels_half_to_float(const uint16_t *source, float *target, size_t count) {
  const _Float16 *halves = (const _Float16 *)source;
  for (size_t i = 0; i < count; i++) target[i] = (float)halves[i];
}

CLONES void ckernels_bfloat16_to_float(const uint16_t *source, float *target, size_t count) {
  uint32_t *bits = (uint32_t *)target;
  for (size_t i = 0; i < count; i++) bits[i] = (uint32_t)source[i] << 16;
}
