#ifndef MAQUETTE_COPENBLAS_SHIM_H
#define MAQUETTE_COPENBLAS_SHIM_H
#include <cblas.h>
#endif
