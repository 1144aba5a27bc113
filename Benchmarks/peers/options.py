"""Black-76 values of options in every scenario of their forward, one thread, price only.

`log-returns.npy` is one row of scenarios. `terms.npy` has a row an option: strike, volatility,
years, sign (1 call, -1 put), the forward being FORWARD now. The answer is the gains of each
option in the first CHECKED scenarios.
"""

import os

import numpy as np
import QuantLib as ql
from scipy.special import ndtr

from registry import Figures, peer

FORWARD = 100.0
CHECKED = 5


def read(size, folder):
    """The terms, and as many scenarios as make `size` values."""
    terms = np.load(os.path.join(folder, "terms.npy"))
    scenarios = np.load(os.path.join(folder, "log-returns.npy")).ravel()
    return terms, scenarios[: size // len(terms)]


def value(forward, log_moneyness, strike, deviation, sign):
    d1 = log_moneyness / deviation + 0.5 * deviation
    return sign * (forward * ndtr(sign * d1) - strike * ndtr(sign * (d1 - deviation)))


@peer("black76.scipy")
def scipy_ndtr(size, folder, threads):
    """An option at a time over all scenarios, the logarithm of the forward given."""
    terms, returns = read(size, folder)
    forwards = FORWARD * np.exp(returns)
    gains = np.empty((len(terms), len(returns)))

    def run():
        for row, (strike, volatility, years, sign) in zip(gains, terms):
            deviation = volatility * np.sqrt(years)
            now = np.log(FORWARD / strike)
            then = value(forwards, returns + now, strike, deviation, sign)
            row[:] = then - value(FORWARD, now, strike, deviation, sign)

    return run, lambda: Figures(gains[:, :CHECKED].ravel())


@peer("black76.quantlib")
def quantlib(size, folder, threads):
    """blackFormula, option by option and scenario by scenario, called from Python."""
    terms, returns = read(size, folder)
    forwards = [float(x) for x in FORWARD * np.exp(returns)]
    options = [
        (ql.Option.Call if sign > 0 else ql.Option.Put, strike, volatility * years**0.5)
        for strike, volatility, years, sign in terms.tolist()
    ]
    gains = [[0.0] * len(forwards) for _ in options]

    def run():
        for row, (kind, strike, deviation) in zip(gains, options):
            now = ql.blackFormula(kind, strike, FORWARD, deviation)
            for i, forward in enumerate(forwards):
                row[i] = ql.blackFormula(kind, strike, forward, deviation) - now

    return run, lambda: Figures([x for row in gains for x in row[:CHECKED]])
