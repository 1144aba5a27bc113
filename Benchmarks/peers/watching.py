"""Ticks of contracts into the equity of many accounts: those that hold a contract are re-marked.

`instruments.npy` and `quantities.npy` are accounts × positions, `cash.npy` collateral by account;
`ticks.npy` has a row a tick: contract and price. All contracts start at 100. A tick adds its gain to the
accounts that hold the contract and looks for any that are then below a threshold, as a watch must.
"""

import os

import numpy as np

from registry import Figures, peer


@peer("watching.numpy")
def numpy_watching(size, folder, threads):
    instruments = np.load(os.path.join(folder, "instruments.npy")).astype(np.int64)
    quantities = np.load(os.path.join(folder, "quantities.npy"))
    cash = np.load(os.path.join(folder, "cash.npy")).ravel()
    ticks = np.load(os.path.join(folder, "ticks.npy"))
    order = np.argsort(instruments.ravel(), kind="stable")
    owners = order // instruments.shape[1]
    sizes = quantities.ravel()[order]
    ends = np.searchsorted(instruments.ravel()[order], np.arange(instruments.max() + 2))
    held = [
        (owners[a:b].copy(), sizes[a:b].copy()) for a, b in zip(ends[:-1], ends[1:])
    ]
    contracts = ticks[:, 0].astype(np.int64).tolist()
    prices = ticks[:, 1].tolist()
    found = {}

    def run():
        equity = cash.copy()
        threshold = 0.1 * cash
        marks = [100.0] * len(held)
        for contract, price in zip(contracts, prices):
            accounts, quantity = held[contract]
            equity[accounts] += quantity * (price - marks[contract])
            marks[contract] = price
            if (equity[accounts] < threshold[accounts]).any():
                found["low"] = True
        found["equity"] = equity

    return run, lambda: Figures(1e6 + found["equity"])
