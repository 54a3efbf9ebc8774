#ifndef MAQUETTE_CRSVG_SHIM_H
#define MAQUETTE_CRSVG_SHIM_H
#include <cairo.h>
#include <librsvg/rsvg.h>
#endif
