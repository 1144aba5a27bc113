// What the files of this target share: the tables, and the loops of one instruction set.
#pragma once
#include "CPlimsollKernels.h"

#pragma GCC visibility push(hidden)

extern const double plimsoll_normal_quantile_rows[][8];
extern const double plimsoll_normal_probability_rows[][8];
extern const double plimsoll_normal_pairs[][2];

typedef struct {
  void (*normals)(uint64_t, uint32_t, const int64_t *, int64_t, int64_t, int64_t, double *, int64_t);
  void (*box_muller)(uint64_t, uint32_t, const int64_t *, int64_t, int64_t, int64_t, double *,
                     int64_t);
  void (*sobol_normals)(const uint32_t *, const uint64_t *, int64_t, const int64_t *, int64_t,
                        int64_t, double *, int64_t);
  void (*correlate)(const double *, int64_t, double *, int64_t, int64_t);
  void (*add_product)(double *, double, const double *, int64_t);
  void (*multiply)(double *, const double *, int64_t);
  void (*exp_minus_one)(const double *, double *, int64_t);
  void (*normal_probability)(double *, int64_t);
  void (*equal_pieces)(double *, int64_t, const double *, int64_t, double, double);
  void (*odd_octaves)(double *, int64_t, const double *, double);
  void (*option_gains)(const plimsoll_option *, int64_t, const double *, double *, int64_t,
                       int64_t);
  void (*moving_option_gains)(const plimsoll_moving_option *, int64_t, const double *, double *,
                              int64_t, int64_t);
  void (*net)(plimsoll_holdings, int64_t, const double *, int64_t, int64_t, double *);
  void (*net_tail)(plimsoll_holdings, int64_t, int64_t, const double *, int64_t, int64_t, int32_t,
                   const double *, plimsoll_kept);
  double (*nth_smallest)(const double *, int64_t, int64_t);
  int64_t (*filter)(const double *, int64_t, double, double *, int32_t *, int64_t);
  plimsoll_losses (*losses_after)(const double *, double, const double *, int64_t, int64_t, double,
                                  double *);
} plimsoll_loops;

extern const plimsoll_loops plimsoll_loops_baseline;
#if defined(__x86_64__)
extern const plimsoll_loops plimsoll_loops_avx2;
extern const plimsoll_loops plimsoll_loops_avx512;
#endif

#pragma GCC visibility pop
