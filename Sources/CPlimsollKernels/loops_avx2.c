// The loops in 256-bit registers.
#if defined(__x86_64__)
#include <immintrin.h>
#define NATIVE 4
#define LOOPS plimsoll_loops_avx2
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "loops.inc"
#pragma clang attribute pop
#endif
