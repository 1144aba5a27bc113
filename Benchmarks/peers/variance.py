"""GARCH(1,1) and GJR with Student-t residuals by maximum likelihood, about zero.

`returns.npy` is one column of percentages. The answer is the parameters in arch's order, then the
log-likelihood.
"""

import os

import numpy as np
from arch import arch_model

from registry import Figures, peer


def fitting(folder, asymmetry):
    returns = np.load(os.path.join(folder, "returns.npy")).ravel()
    fit = None

    def run():
        nonlocal fit
        model = arch_model(
            returns, mean="Zero", vol="GARCH", p=1, o=asymmetry, q=1, dist="t", rescale=False
        )
        fit = model.fit(disp="off")

    return run, lambda: Figures([*fit.params, fit.loglikelihood])


@peer("garch-t.arch")
def symmetric(size, folder, threads):
    return fitting(folder, 0)


@peer("gjr-t.arch")
def asymmetric(size, folder, threads):
    return fitting(folder, 1)
