// AMX for processors without it, so that its kernels are tested anywhere.
#ifndef MAQUETTE_TILE_EMULATOR_H
#define MAQUETTE_TILE_EMULATOR_H

#include "Products.h"

// Carries out AMX's instructions, which the processor refuses, from now on in every thread of this
// process. Returns the kernels that they are for; null where that can't be.
//
// A program whose environment says MAQUETTE_KERNELS=amx gets it when it starts, and then takes it that
// the processor has AMX.
const ckernels_kernels *tile_emulator_kernels(void);

// Whether the processor says that it has no AMX, so that each product of tiles is carried out here.
int tile_emulator_is_needed(void);

// How many products of tiles were carried out so far.
unsigned long tile_emulator_products(void);

#endif
