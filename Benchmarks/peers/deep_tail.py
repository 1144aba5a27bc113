"""A 99.9 % ES by plain sampling, one thread: as many scenarios as know it to a standard error of 1 %.

`tail-factors.npy` has a row a coin: volatility of a day, coins held. `tail-options.npy` has a row an
option: coin, strike, volatility, days, sign (1 call, -1 put), quantity. `tail-correlation.npy` is that
of the coins. The number of scenarios is given, so none is spent on finding it.
"""

import os

import numpy as np
from scipy.special import ndtr

from measures import shortfall, shortfall_error
from registry import Figures, peer

PRICE = 100.0
LEVEL = 0.999
BLOCK = 16_384
WAYS = ["", "-plain", "-antithetic", "-sobol", "-importance", "-importance-sobol"]


def black(forward, log_forward, strike, deviation, sign):
    d1 = (log_forward - np.log(strike)) / deviation + 0.5 * deviation
    return sign * (forward * ndtr(sign * d1) - strike * ndtr(sign * (d1 - deviation)))


def numpy_plain(size, folder, threads):
    """In blocks that stay in cache; an option at a time."""
    factors = np.load(os.path.join(folder, "tail-factors.npy"))
    options = np.load(os.path.join(folder, "tail-options.npy")).tolist()
    lower = np.linalg.cholesky(np.load(os.path.join(folder, "tail-correlation.npy")))
    scaled = (factors[:, :1] * lower).T
    size = size // 1000 * 1000
    gains = np.empty(size)

    def run():
        generator = np.random.Generator(np.random.SFC64(1))
        for start in range(0, size, BLOCK):
            count = min(BLOCK, size - start)
            moves = generator.standard_normal((count, len(factors))) @ scaled
            prices = PRICE * np.exp(moves)
            part = (prices - PRICE) @ factors[:, 1]
            for coin, strike, volatility, days, sign, quantity in options:
                coin = int(coin)
                then = black(
                    prices[:, coin], np.log(PRICE) + moves[:, coin], strike,
                    volatility * np.sqrt((days - 1) / 365), sign)
                now = black(PRICE, np.log(PRICE), strike, volatility * np.sqrt(days / 365), sign)
                part += quantity * (then - now)
            gains[start : start + count] = part

    def answer():
        return Figures([shortfall(gains, LEVEL)], [shortfall_error(gains, LEVEL)])

    return run, answer


for book in ("seller", "mixed"):
    for way in WAYS:
        peer(f"tail-{book}{way}.numpy")(numpy_plain)
