"""NumPy's side of the benchmarks: times each workload and prints one JSON object.

    numpy_peer.py WORKLOAD SIZE [FILE]

`seconds` is the best of several repeats; `answer` is what the Swift side must agree with.
"""

import json
import sys
import time

import numpy as np


def best(work, repeats=5):
    times, answer = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return min(times), answer


def shortfall(losses, level):
    tail = int(round(len(losses) * (1 - level)))
    worst = np.partition(losses, len(losses) - tail)[-tail:]
    return float(worst.mean())


def correlated(size):
    """Correlated normal scenarios of 50 factors, to the 99 % ES of an equal-weight book."""
    factors = 50
    correlation = np.full((factors, factors), 0.5) + 0.5 * np.eye(factors)
    lower = np.linalg.cholesky(correlation)
    exposures = np.full(factors, 1.0 / factors)

    def work():
        rng = np.random.Generator(np.random.Philox(1))
        moves = rng.standard_normal((size, factors)) @ lower.T
        return shortfall(-(moves @ exposures), 0.99)

    return best(work, 3)


def selection(size, path):
    losses = np.load(path).ravel()
    return best(lambda: shortfall(losses, 0.99))


def reading(size, path):
    columns = range(1, 21)
    return best(lambda: float(np.loadtxt(path, delimiter=",", skiprows=1, usecols=columns).sum()), 3)


WORKLOADS = {"correlated": correlated, "selection": selection, "reading": reading}
seconds, answer = WORKLOADS[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:])
print(json.dumps({"seconds": seconds, "answer": answer}))
