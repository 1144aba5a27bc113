"""VaR and ES of a book of options as forward, volatility, skew and basis move, one thread.

`joint-moves.npy` has a row a scenario: log return of spot, log change of volatility, change of the
skew, change of the basis. `joint-terms.npy` has a row an option: strike, volatility, days, sign
(1 call, -1 put), quantity. Account k holds the options k, k + ACCOUNTS, ...; the first book holds all.
The answer is each book's VaR at 99 %, then each book's ES.
"""

import os

import numpy as np
from scipy.special import ndtr

from registry import Figures, peer

FORWARD = 100.0
HORIZON = 1.0
ACCOUNTS = 10
POWER, BASIS_POWER = 0.3, 0.5
FLOOR = 0.1


def black(forward, log_forward, strike, deviation, sign):
    d1 = (log_forward - np.log(strike)) / deviation + 0.5 * deviation
    return sign * (forward * ndtr(sign * d1) - strike * ndtr(sign * (d1 - deviation)))


@peer("joint-options.scipy")
def scipy_ndtr(size, folder, threads):
    """An option at a time over all scenarios; what one expiry's options share is worked out once."""
    moves = np.load(os.path.join(folder, "joint-moves.npy"))
    terms = np.load(os.path.join(folder, "joint-terms.npy"))[: size // len(moves)]
    spot, volatility, skew, basis = np.ascontiguousarray(moves.T)
    books = np.zeros((ACCOUNTS + 1, len(spot)))

    def run():
        books[:] = 0
        markets = {}
        for number, (strike, mark, days, sign, quantity) in enumerate(terms.tolist()):
            years, left = days / 365, (days - HORIZON) / 365
            if days not in markets:
                share = (30 / max(1, days)) ** POWER
                logs = np.log(FORWARD) + spot + basis * (30 / max(1, days)) ** BASIS_POWER * left
                markets[days] = logs, np.exp(logs), np.exp(volatility * share), skew * share
            logs, forwards, level, tilt = markets[days]
            moneyness = np.log(strike / FORWARD) / (mark * np.sqrt(years))
            moved = level * mark + tilt * min(max(moneyness, -3), 3)
            deviation = np.maximum(moved, min(FLOOR, mark)) * np.sqrt(left)
            then = black(forwards, logs, strike, deviation, sign)
            now = black(FORWARD, np.log(FORWARD), strike, mark * np.sqrt(years), sign)
            books[1 + number % ACCOUNTS] += quantity * (then - now)
        books[0] = books[1:].sum(axis=0)

    def answer():
        losses = -np.sort(books, axis=1)
        tail = len(spot) // 100
        return Figures(np.concatenate([losses[:, tail], losses[:, :tail].mean(axis=1)]))

    return run, answer
