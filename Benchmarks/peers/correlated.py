"""Correlated scenarios of 50 factors, to the 99 % expected shortfall of an equal-weight book.

Normal ones; and under a t copula of 4 degrees of freedom with t margins of unit variance, of 3, 4,
5, 6 and 8 degrees in turn, cut at 10 deviations and brought back to unit variance.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.integrate
import scipy.special
import scipy.stats

from measures import shortfall, shortfall_error
from registry import Figures, peer

FACTORS = 50
LEVEL = 0.99
TILE = 8192
COPULA_DEGREES = 4.0
MARGIN_DEGREES = (3.0, 4.0, 5.0, 6.0, 8.0)
CUT = 10.0


def lower_triangle():
    return np.linalg.cholesky(np.full((FACTORS, FACTORS), 0.5) + 0.5 * np.eye(FACTORS))


def with_shortfall(gains_of):
    """Work that makes gains and measures them; the answer is of the last run."""
    last = {}

    def run():
        last["gains"] = gains_of()
        last["shortfall"] = shortfall(last["gains"], LEVEL)

    def answer():
        return Figures([last["shortfall"]], [shortfall_error(last["gains"], LEVEL)])

    return run, answer


@peer("correlated.numpy")
def whole(size, folder, threads):
    """As anyone would write it; the product uses all threads, the numbers one."""
    lower = lower_triangle()
    exposures = np.full(FACTORS, 1 / FACTORS)
    rng = np.random.default_rng(1)
    return with_shortfall(lambda: (rng.standard_normal((size, FACTORS)) @ lower.T) @ exposures)


@peer("correlated.numpy-threads")
def tiled(size, folder, threads):
    """In tiles that stay in cache, a generator a thread: the best NumPy can do on all cores."""
    lower = lower_triangle()
    exposures = np.full(FACTORS, 1 / FACTORS)
    generators = [np.random.default_rng([1, thread]) for thread in range(threads)]
    pool = ThreadPoolExecutor(threads)

    def stretch(thread):
        rng = generators[thread]
        count = size // threads
        gains = np.empty(count)
        numbers = np.empty((TILE, FACTORS))
        for start in range(0, count, TILE):
            part = numbers[: min(TILE, count - start)]
            rng.standard_normal(out=part)
            gains[start : start + TILE] = (part @ lower.T) @ exposures
        return gains

    return with_shortfall(lambda: np.concatenate(list(pool.map(stretch, range(threads)))))


def deviation_after_cut(degrees):
    """The standard deviation of a unit-variance t law whose draws beyond ±CUT count as ±CUT."""
    scale = np.sqrt((degrees - 2) / degrees)
    law = scipy.stats.t(degrees, scale=scale)
    inside = scipy.integrate.quad(lambda x: x * x * law.pdf(x), 0, CUT)[0]
    return np.sqrt(2 * inside + 2 * law.sf(CUT) * CUT**2)


@peer("t-copula.scipy")
def t_copula(size, folder, threads):
    """By the t distribution function and its inverse, element by element, in tiles."""
    lower = lower_triangle()
    exposures = np.full(FACTORS, 1 / FACTORS)
    margins = np.array([MARGIN_DEGREES[i % len(MARGIN_DEGREES)] for i in range(FACTORS)])
    units = np.sqrt((margins - 2) / margins)
    deviations = np.array([deviation_after_cut(degrees) for degrees in margins])
    rng = np.random.default_rng(1)

    def gains():
        found = np.empty(size)
        for start in range(0, size, TILE):
            count = min(TILE, size - start)
            moves = rng.standard_normal((count, FACTORS)) @ lower.T
            moves *= np.sqrt(COPULA_DEGREES / rng.chisquare(COPULA_DEGREES, (count, 1)))
            ranks = scipy.special.stdtr(COPULA_DEGREES, moves)
            draws = scipy.special.stdtrit(margins, ranks) * units
            found[start : start + count] = (np.clip(draws, -CUT, CUT) / deviations) @ exposures
        return found

    return with_shortfall(gains)
