// The loops in 512-bit registers.
#if defined(__x86_64__)
#include <immintrin.h>
#define NATIVE 8
#define LOOPS plimsoll_loops_avx512
#pragma clang attribute push(                                                                  \
    __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"), min_vector_width(512))), \
    apply_to = function)
#include "loops.inc"
#pragma clang attribute pop
#endif
