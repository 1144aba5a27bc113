// The loops for any processor: SSE2 on x86-64, NEON on 64-bit Arm.
#define NATIVE 2
#define LOOPS plimsoll_loops_baseline
#include "loops.inc"
