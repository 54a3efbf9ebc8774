// Compiles a function once for each level of the x86-64 instruction set; the loader picks one.
#ifndef MAQUETTE_CKERNELS_CLONES_H
#define MAQUETTE_CKERNELS_CLONES_H

#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#endif
