#ifndef MAQUETTE_CPNG_SHIM_H
#define MAQUETTE_CPNG_SHIM_H
#include <png.h>
#endif
