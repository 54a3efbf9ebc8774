// Hot loops over raw buffers, compiled for several instruction sets and chosen at load time.
// Buffers never overlap unless a comment says so.
#ifndef MAQUETTE_CKERNELS_H
#define MAQUETTE_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// target[i] = the IEEE half-precision source[i], as a float.
void ckernels_half_to_float(const uint16_t *source, float *target, size_t count);

// target[i] = the bfloat16 source[i], as a float.
void ckernels_bfloat16_to_float(const uint16_t *source, float *target, size_t count);

#endif
