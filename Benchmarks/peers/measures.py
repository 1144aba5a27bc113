"""Value at risk and expected shortfall with their standard errors, by partial sorting."""

import numpy as np


def tail_size(count, level):
    """How many scenarios expected shortfall averages; the sizes raced make it whole."""
    return round(count * (1 - level))


def shortfall(gains, level):
    """The mean loss of the worst scenarios, along the last axis."""
    tail = tail_size(gains.shape[-1], level)
    return -np.partition(gains, tail - 1, axis=-1)[..., :tail].mean(axis=-1)


def value_and_shortfall(gains, level):
    """Value at risk, the smallest loss that `level` of scenarios do not exceed, and shortfall."""
    tail = tail_size(gains.shape[-1], level)
    worst = np.partition(gains, (tail - 1, tail), axis=-1)
    return -worst[..., tail], -worst[..., :tail].mean(axis=-1)


def shortfall_error(gains, level):
    """The standard error of `shortfall` (Manistre and Hancock 2005)."""
    tail = tail_size(len(gains), level)
    worst = np.partition(gains, tail)
    losses, quantile = -worst[:tail], -worst[tail]
    excess = losses.mean() - quantile
    return np.sqrt((losses.var() + level * excess**2) / tail)
