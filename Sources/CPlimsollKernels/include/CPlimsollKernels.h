// The inner loops of the scenario engine, compiled once for each instruction set and chosen when the
// program runs: what Swift cannot do. Everything here is called from PlimsollNumerics alone, which
// says what each loop means; dispatch.c says how one is chosen.
//
// Every loop gives the same bits on every instruction set: each element is made of single additions,
// multiplications, divisions and square roots in a fixed order, never fused, and no element depends
// on how many stand beside it.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The instruction set in use: "avx512", "avx2" or "baseline".
const char *plimsoll_vector_path(void);

// The best one this processor has, whatever is in use.
const char *plimsoll_best_vector_path(void);

// Takes a named one instead, for tests and comparisons; 0 when this processor lacks it.
int plimsoll_use_vector_path(const char *name);

// Standard normal numbers of `dimensions` from `dimension` on, a row each, `stride` apart; column j
// belongs to scenario `scenarios[j]`. By the inverse of the distribution function; by Box and Muller
// in pairs of an even and the next dimension.
void plimsoll_normals(uint64_t seed, uint32_t stream, const int64_t *scenarios, int64_t width,
                      int64_t dimension, int64_t dimensions, double *out, int64_t stride);
void plimsoll_box_muller(uint64_t seed, uint32_t stream, const int64_t *scenarios, int64_t width,
                         int64_t dimension, int64_t dimensions, double *out, int64_t stride);

// The same from scrambled Sobol points: scenario s is point s / PLIMSOLL_SCRAMBLES of scramble s mod
// PLIMSOLL_SCRAMBLES, and no point of a scramble has a number of more than `bits` bits. `directions`
// are 32 a dimension with their digits reversed, `keys` four rows a dimension of one word a scramble.
#define PLIMSOLL_SCRAMBLES 16
#define PLIMSOLL_MIX_FIRST 0xff51afd7ed558ccdu
#define PLIMSOLL_MIX_SECOND 0xc4ceb9fe1a85ec53u
#define PLIMSOLL_MIX_EVEN 0xb82f1e52u
void plimsoll_sobol_normals(const uint32_t *directions, const uint64_t *keys, int64_t bits,
                            const int64_t *scenarios, int64_t width, int64_t dimensions,
                            double *out, int64_t stride);

// The primitive polynomial of a dimension, and the first direction numbers of all dimensions one after
// another: as many as the polynomial's degree, and one for the first dimension.
#define PLIMSOLL_SOBOL_DIMENSIONS 1024
uint16_t plimsoll_sobol_polynomial(int64_t dimension);
uint16_t plimsoll_sobol_first_number(int64_t place);

// X <- L X in place: L lower triangular, n x n by rows; X is n rows of `width`, `stride` apart.
void plimsoll_correlate(const double *lower, int64_t n, double *x, int64_t width, int64_t stride);

// y[i] += alpha x[i]; y[i] *= x[i].
void plimsoll_add_product(double *y, double alpha, const double *x, int64_t count);
void plimsoll_multiply(double *y, const double *x, int64_t count);

// y <- e^x - 1, y may be x; x <- P(X <= x) of a standard normal.
void plimsoll_exp_minus_one(const double *x, double *y, int64_t count);
void plimsoll_normal_probability(double *x, int64_t count);

// x <- f(x) by rows of eight coefficients: on equal pieces of a range, in a variable that runs from
// -1 to 1 over a piece; for an odd f, on 64ths of the octaves of |x| + 1 from 1 to 1 + end.
void plimsoll_equal_pieces(double *x, int64_t count, const double *rows, int64_t pieces,
                           double lowest, double pieces_per_unit);
void plimsoll_odd_octaves(double *x, int64_t count, const double *rows, double end);

// For each of `number` options, into row `row` of a tile whose row `factor` holds relative moves, with
// the log returns behind them at the same place of `logs`:
// on_forward (1 + move) P(first + slope log) - on_strike P(second + slope log) - value_now.
typedef struct {
  double slope, first, second, on_forward, on_strike, value_now;
  int64_t factor, row;
} plimsoll_option;
void plimsoll_option_gains(const plimsoll_option *options, int64_t number, const double *logs,
                           double *tile, int64_t stride, int64_t width);

// A smile of total variance, base + slope (tilt (k - centre) + sqrt((k - centre)^2 + width^2)), and
// how much of its root counts.
typedef struct {
  double base, slope, tilt, centre, width, share;
} plimsoll_smile;

// The same with forward and volatility moving by scenario. A market is five rows of `markets`: the log
// return x and the growth g of the forward, the factor l of volatility, the change c of the skew, and
// the conversion v of value:
// v (on_forward g P(sign (d + s / 2)) - on_strike P(sign (d - s / 2))) - value_now,
// d = (x - moneyness) / s, s = max(least, l own + c skewed), own = deviation for stickiness 0, and
// deviation + share sqrt(smile(moneyness - x)) for 1, or smile((moneyness - x) / l) for 2.
typedef struct {
  double sign, moneyness, deviation, skewed, least, on_forward, on_strike, value_now;
  plimsoll_smile smile;
  int64_t stickiness, market, row;
} plimsoll_moving_option;
void plimsoll_moving_option_gains(const plimsoll_moving_option *options, int64_t number,
                                  const double *markets, double *tile, int64_t stride,
                                  int64_t width);

// Portfolios as a sparse matrix by rows: portfolio p holds quantities[i] of units[i] for i from
// starts[p] to starts[p + 1].
typedef struct {
  const int64_t *starts;
  const int32_t *units;
  const double *quantities;
} plimsoll_holdings;

// The gains of one portfolio over a tile: rows of `width` by unit, `stride` apart.
void plimsoll_net(plimsoll_holdings holdings, int64_t portfolio, const double *rows, int64_t stride,
                  int64_t width, double *gains);

// Nets portfolios first..<last over a tile and keeps the gains at or below each one's threshold with
// the columns they stand in, in order of columns. `counts[p]` is raised by how many. One portfolio's
// room is from starts[p] to starts[p + 1], and 8 beyond the last; one that has not 32 places left before
// 32 columns is passed over with its count set to -1, and stays so.
typedef struct {
  double *gains;
  int32_t *columns;
  int64_t *counts;
  const int64_t *starts;
} plimsoll_kept;
void plimsoll_net_tail(plimsoll_holdings holdings, int64_t first, int64_t last, const double *rows,
                       int64_t stride, int64_t width, int32_t first_column,
                       const double *thresholds, plimsoll_kept kept);

// The value of a rank from zero; none of x is NaN. For some hundreds of values.
double plimsoll_nth_smallest(const double *x, int64_t count, int64_t rank);

// Those of x not above a threshold, with their places, in order. Returns how many, or -1 when 32
// places of the `room` were not left before 32 values; `out` and `places` hold 8 more than `room`.
int64_t plimsoll_filter(const double *x, int64_t count, double threshold, double *out,
                        int32_t *places, int64_t room);

// The losses of x + quantity * y at a rank from the worst, from one, and beyond it: the quantile, and
// the quantile plus weight times how far each worse loss exceeds it, added up in order. `room` holds
// `count` values and PLIMSOLL_SPARE_ROOM more. Both are NaN when fewer than `rank` sums are numbers.
#define PLIMSOLL_SPARE_ROOM 64
typedef struct {
  double quantile, shortfall;
} plimsoll_losses;
plimsoll_losses plimsoll_losses_after(const double *x, double quantity, const double *y,
                                      int64_t count, int64_t rank, double weight, double *room);

#ifdef __cplusplus
}
#endif
