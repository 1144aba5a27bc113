"""VaR and ES of many accounts from given unit P&L: 99 %, accounts of 10 positions.

`unit-pnl.npy` is instruments × scenarios. `instruments.npy` and `quantities.npy` are accounts × 10.
Accounts are taken in blocks, so that their gains stay in cache or near it.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.sparse

from measures import value_and_shortfall
from registry import Figures, peer

LEVEL = 0.99
BLOCK = 250


def read(folder):
    unit_pnl = np.load(os.path.join(folder, "unit-pnl.npy"))
    places = np.load(os.path.join(folder, "instruments.npy")).astype(np.int64)
    quantities = np.load(os.path.join(folder, "quantities.npy"))
    starts = np.arange(0, places.size + 1, places.shape[1])
    shape = (len(places), len(unit_pnl))
    return unit_pnl, scipy.sparse.csr_array((quantities.ravel(), places.ravel(), starts), shape)


def measuring(product_of_block, accounts, threads):
    """VaR and ES block by block; the answer is all VaRs, then all ESs."""
    found = np.empty((2, accounts))
    pool = ThreadPoolExecutor(threads)

    def block(start):
        figures = value_and_shortfall(product_of_block(start), LEVEL)
        found[:, start : start + BLOCK] = figures

    def run():
        list(pool.map(block, range(0, accounts, BLOCK)))

    return run, lambda: Figures(found.ravel())


def sparse(size, folder, threads):
    unit_pnl, positions = read(folder)
    blocks = {start: positions[start : start + BLOCK] for start in range(0, size, BLOCK)}
    return measuring(lambda start: blocks[start] @ unit_pnl, size, threads)


@peer("netting.scipy-sparse")
def sparse_plain(size, folder, threads):
    """As SciPy runs by itself: its sparse product and NumPy's partition use one core."""
    return sparse(size, folder, 1)


@peer("netting.scipy-sparse-threads")
def sparse_threads(size, folder, threads):
    """The same with blocks handed to a pool of threads."""
    return sparse(size, folder, threads)


@peer("netting.numpy-dense")
def dense(size, folder, threads):
    """A dense product with BLAS on all threads; the partition uses one core."""
    unit_pnl, positions = read(folder)
    whole = positions.toarray()
    return measuring(lambda start: whole[start : start + BLOCK] @ unit_pnl, size, 1)
