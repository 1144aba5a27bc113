"""The peers by name, and the way a piece of work is timed on either side of a race."""

import time
from typing import NamedTuple

PEERS = {}


class Figures(NamedTuple):
    """What a piece of work found, for comparison; `errors` are standard errors of random ones."""

    values: list
    errors: list | None = None


def peer(name):
    """Register a function of (size, folder, threads) that returns (run, answer).

    What it does before it returns is set-up and not timed. `run()` is the work; `answer()` gives
    the `Figures` of its last run.
    """

    def register(function):
        PEERS[name] = function
        return function

    return register


def best(run, least):
    """Seconds of the fastest of as many runs as take `least` seconds together, at least one."""
    fastest = float("inf")
    spent = 0.0
    while True:
        start = time.perf_counter()
        run()
        seconds = time.perf_counter() - start
        fastest = min(fastest, seconds)
        spent += seconds
        if spent >= least:
            return fastest
