"""The tail of one P&L vector, and of many with one more position each."""

import os

import numpy as np

from measures import shortfall
from registry import Figures, peer

LEVEL = 0.99


@peer("selection.numpy")
def selection(size, folder, threads):
    """The 99 % expected shortfall of the gains in `gains.npy`."""
    gains = np.load(os.path.join(folder, "gains.npy")).ravel()
    found = []

    def run():
        found[:] = [shortfall(gains, LEVEL)]

    return run, lambda: Figures(found)


@peer("what-if.numpy")
def what_if(size, folder, threads):
    """For each enquiry, the gains of its account and q of its unit added, and their shortfall.

    `account-gains.npy` and `unit-pnl.npy` are rows of scenarios; `enquiries.npy` has a row an
    enquiry: account, unit, quantity.
    """
    accounts = np.load(os.path.join(folder, "account-gains.npy"))
    units = np.load(os.path.join(folder, "unit-pnl.npy"))
    rows = np.load(os.path.join(folder, "enquiries.npy"))
    enquiries = [(int(account), int(unit), quantity) for account, unit, quantity in rows]
    found = np.empty(size)

    def run():
        for place, (account, unit, quantity) in enumerate(enquiries):
            found[place] = shortfall(accounts[account] + quantity * units[unit], LEVEL)

    return run, lambda: Figures(found)
