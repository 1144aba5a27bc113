"""Accounts closed out together: each step prices move, accounts under their maintenance margin close a
fifth, prices give way, until nobody has to trade.

`accounts.npy` has a row an account: coin, quantity, USD of collateral, maintenance margin at the start.
`markets.npy` has a row a coin: price, volatility of a day, average daily volume. `moves.npy` has a row a
step, path after path: log returns since the start. All accounts at once in NumPy.
"""

import os

import numpy as np

from registry import Figures, peer

STEPS, SLICE, TARGET, FEE = 24, 0.2, 1.1, 0.005
TEMPORARY, PERMANENT = 0.7, 0.314
KEPT = 2.0 ** (-2 / 4)  # of the pressing volume after an hour, with a half-life of four


def integral(scale, volume):
    return scale * 2 / 3 * np.abs(volume) ** 1.5


@peer("cascades.numpy")
def numpy_cascades(size, folder, threads):
    coin, held, collateral, required = np.load(os.path.join(folder, "accounts.npy")).T
    coin = coin.astype(np.int64)
    price, volatility, adv = np.load(os.path.join(folder, "markets.npy")).T
    moves = np.load(os.path.join(folder, "moves.npy")).reshape(-1, STEPS, len(price))
    scale = TEMPORARY * volatility / np.sqrt(adv)
    slope = PERMANENT * volatility / adv
    found = np.zeros((2, len(moves)))

    def displacement(pressing):
        return np.sign(pressing) * scale * np.sqrt(np.abs(pressing))

    def play(path):
        quantity, cash = held.copy(), collateral - held * price[coin]
        closing = np.zeros(len(held), bool)
        pressing, permanent = np.zeros(len(price)), np.zeros(len(price))
        volume = shortfall = 0.0
        for step in path:
            pressing *= KEPT
            while True:
                ratio = np.exp(step + permanent + displacement(pressing))[coin]
                mark = price[coin] * ratio
                equity = cash + quantity * mark
                margin = required * (quantity / held) * ratio
                is_open = quantity != 0
                short = is_open & ((equity < 0) | (equity < np.where(closing, TARGET, 1) * margin))
                closing = short
                if not short.any():
                    break
                part = np.minimum(np.abs(quantity), SLICE * np.abs(held))
                whole = (equity < 0) | (np.abs(quantity) - part < 1e-9 * np.abs(held))
                cut = np.where(short, np.where(whole, quantity, np.sign(quantity) * part), 0)
                traded = -cut * mark
                total = np.bincount(coin, traded, len(price))
                after = pressing + total
                with np.errstate(invalid="ignore", divide="ignore"):
                    mean = (integral(scale, after) - integral(scale, pressing)) / total
                mean = np.where(total == 0, 0, mean - displacement(pressing) + slope * total / 2)
                pressing, permanent = after, permanent + slope * total
                quantity = np.where(cut == quantity, 0, quantity - cut)
                cost = traded * np.expm1(mean)[coin] + FEE * np.abs(traded)
                cash += cut * mark - cost
                volume += np.abs(traded).sum()
            owed = (quantity == 0) & (cash < 0)
            shortfall -= cash[owed].sum()
            cash[owed] = 0
        return volume, shortfall

    def run():
        for place, path in enumerate(moves):
            found[:, place] = play(path)

    return run, lambda: Figures((1 + found).ravel())
