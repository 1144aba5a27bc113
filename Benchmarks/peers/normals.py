"""Standard normals into an array that stays in cache, one thread."""

import numpy as np

from registry import Figures, peer


def filling(generator):
    """Fill the same array again and again; the answer is of the first fill."""

    def prepare(size, folder, threads):
        numbers = np.empty(size)
        rng = np.random.Generator(generator(1))

        def answer():
            fresh = np.random.Generator(generator(1)).standard_normal(size)
            moments = [np.mean(fresh), np.mean(fresh**2), np.mean(fresh**4)]
            # Variances of Z, Z² and Z⁴ are 1, 2 and 96.
            return Figures(moments, [np.sqrt(v / size) for v in (1, 2, 96)])

        return lambda: rng.standard_normal(out=numbers), answer

    return prepare


for transform in ["normals", "normals-box-muller"]:
    peer(f"{transform}.numpy-philox")(filling(np.random.Philox))
    peer(f"{transform}.numpy-pcg64")(filling(np.random.PCG64))
    peer(f"{transform}.numpy-sfc64")(filling(np.random.SFC64))
