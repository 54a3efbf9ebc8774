#ifndef MAQUETTE_CRSVG_SHIM_H
#define MAQUETTE_CRSVG_SHIM_H
#include <librsvg/rsvg.h>
#endif
