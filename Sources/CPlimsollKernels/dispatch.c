// Which instruction set is used: the widest that this processor and its operating system offer,
// decided at the first call and the same for every loop from then on.
//
// It may be decided by several threads at once; all decide alike. The choice changes how fast a loop
// is and none of its bits, which VectorPathTests checks.
#include <stdatomic.h>
#include <string.h>

#include "kernels.h"

typedef struct {
  const char *name;
  const plimsoll_loops *loops;
} path;

static const path baseline = {"baseline", &plimsoll_loops_baseline};
#if defined(__x86_64__)
static const path avx2 = {"avx2", &plimsoll_loops_avx2};
static const path avx512 = {"avx512", &plimsoll_loops_avx512};
#endif

static int has(const path *candidate) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (candidate == &avx2) return __builtin_cpu_supports("avx2");
  if (candidate == &avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#endif
  return candidate == &baseline;
}

static const path *const paths[] = {
#if defined(__x86_64__)
    &avx512, &avx2,
#endif
    &baseline,
};

static const path *best(void) {
  int i = 0;
  while (!has(paths[i])) i++;
  return paths[i];
}

static _Atomic(const path *) chosen;

static const path *current(void) {
  const path *known = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (known) return known;
  known = best();
  atomic_store_explicit(&chosen, known, memory_order_relaxed);
  return known;
}

const char *plimsoll_vector_path(void) { return current()->name; }

const char *plimsoll_best_vector_path(void) { return best()->name; }

int plimsoll_use_vector_path(const char *name) {
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++)
    if (strcmp(paths[i]->name, name) == 0 && has(paths[i])) {
      atomic_store_explicit(&chosen, paths[i], memory_order_relaxed);
      return 1;
    }
  return 0;
}

void plimsoll_normals(uint64_t seed, uint32_t stream, const int64_t *scenarios, int64_t width,
                      int64_t dimension, int64_t dimensions, double *out, int64_t stride) {
  current()->loops->normals(seed, stream, scenarios, width, dimension, dimensions, out, stride);
}

void plimsoll_box_muller(uint64_t seed, uint32_t stream, const int64_t *scenarios, int64_t width,
                         int64_t dimension, int64_t dimensions, double *out, int64_t stride) {
  current()->loops->box_muller(seed, stream, scenarios, width, dimension, dimensions, out, stride);
}

void plimsoll_sobol_normals(const uint32_t *directions, const uint64_t *keys, int64_t bits,
                            const int64_t *scenarios, int64_t width, int64_t dimensions,
                            double *out, int64_t stride) {
  current()->loops->sobol_normals(directions, keys, bits, scenarios, width, dimensions, out, stride);
}

void plimsoll_correlate(const double *lower, int64_t n, double *x, int64_t width, int64_t stride) {
  current()->loops->correlate(lower, n, x, width, stride);
}

void plimsoll_add_product(double *y, double alpha, const double *x, int64_t count) {
  current()->loops->add_product(y, alpha, x, count);
}

void plimsoll_multiply(double *y, const double *x, int64_t count) {
  current()->loops->multiply(y, x, count);
}

void plimsoll_exp_minus_one(const double *x, double *y, int64_t count) {
  current()->loops->exp_minus_one(x, y, count);
}

void plimsoll_normal_probability(double *x, int64_t count) {
  current()->loops->normal_probability(x, count);
}

void plimsoll_equal_pieces(double *x, int64_t count, const double *rows, int64_t pieces,
                           double lowest, double pieces_per_unit) {
  current()->loops->equal_pieces(x, count, rows, pieces, lowest, pieces_per_unit);
}

void plimsoll_odd_octaves(double *x, int64_t count, const double *rows, double end) {
  current()->loops->odd_octaves(x, count, rows, end);
}

void plimsoll_option_gains(const plimsoll_option *options, int64_t number, const double *logs,
                           double *tile, int64_t stride, int64_t width) {
  current()->loops->option_gains(options, number, logs, tile, stride, width);
}

void plimsoll_moving_option_gains(const plimsoll_moving_option *options, int64_t number,
                                  const double *markets, double *tile, int64_t stride,
                                  int64_t width) {
  current()->loops->moving_option_gains(options, number, markets, tile, stride, width);
}

void plimsoll_net(plimsoll_holdings holdings, int64_t portfolio, const double *rows, int64_t stride,
                  int64_t width, double *gains) {
  current()->loops->net(holdings, portfolio, rows, stride, width, gains);
}

void plimsoll_net_tail(plimsoll_holdings holdings, int64_t first, int64_t last, const double *rows,
                       int64_t stride, int64_t width, int32_t first_column,
                       const double *thresholds, plimsoll_kept kept) {
  current()->loops->net_tail(holdings, first, last, rows, stride, width, first_column, thresholds,
                             kept);
}

double plimsoll_nth_smallest(const double *x, int64_t count, int64_t rank) {
  return current()->loops->nth_smallest(x, count, rank);
}

int64_t plimsoll_filter(const double *x, int64_t count, double threshold, double *out,
                        int32_t *places, int64_t room) {
  return current()->loops->filter(x, count, threshold, out, places, room);
}

plimsoll_losses plimsoll_losses_after(const double *x, double quantity, const double *y,
                                      int64_t count, int64_t rank, double weight, double *room) {
  return current()->loops->losses_after(x, quantity, y, count, rank, weight, room);
}
