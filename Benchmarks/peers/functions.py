"""Vector functions of the values in `arguments.npy`, in cache, one thread."""

import os

import numpy as np
import scipy.special

from registry import Figures, peer


def applying(function):
    def prepare(size, folder, threads):
        values = np.load(os.path.join(folder, "arguments.npy")).ravel()
        results = np.empty_like(values)
        return lambda: function(values, out=results), lambda: Figures(results)

    return prepare


peer("expm1.numpy")(applying(np.expm1))
peer("normal-probability.scipy")(applying(scipy.special.ndtr))
