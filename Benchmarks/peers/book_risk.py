"""The whole process in NumPy and SciPy: a book's folder in, VaR and ES of every account out.

    book_risk.py BOOK OUT.csv SCENARIOS

The same as `plimsoll risk BOOK --method monte-carlo --volatility constant --innovations normal
--correlation sample --dependence gaussian --scenarios SCENARIOS` for spot positions: constant
volatility and sample correlation of all daily returns, normal scenarios of one day, 99 % VaR and ES
with standard errors. It writes the figures only, no report.
"""

import sys

import numpy as np
import scipy.sparse
import scipy.stats

LEVEL = 0.99
BLOCK = 250


def read_prices(path):
    with open(path) as lines:
        names = lines.readline().rstrip("\n").split(",")[1:]
        return names, np.loadtxt(lines, delimiter=",", usecols=range(1, len(names) + 1))


def read_positions(path, names):
    """Accounts in order of appearance, and accounts × factors quantities."""
    columns = {name: i for i, name in enumerate(names)}
    accounts, rows, places, quantities = {}, [], [], []
    with open(path) as lines:
        next(lines)
        for line in lines:
            account, instrument, quantity = line.split(",")
            rows.append(accounts.setdefault(account, len(accounts)))
            places.append(columns[instrument])
            quantities.append(float(quantity))
    shape = (len(accounts), len(names))
    return list(accounts), scipy.sparse.csr_array((quantities, (rows, places)), shape)


def gains_of_units(prices, scenarios):
    """Factors × scenarios: what one coin of each gains."""
    returns = np.diff(np.log(prices), axis=0)
    volatility = np.sqrt(np.mean(returns**2, axis=0))
    lower = np.linalg.cholesky(np.corrcoef(returns, rowvar=False))
    moves = np.random.default_rng(1).standard_normal((scenarios, len(volatility))) @ lower.T
    moves *= volatility
    np.expm1(moves, out=moves)
    return np.ascontiguousarray((moves * prices[-1]).T)


def figures(gains):
    """VaR and its standard error, ES and its standard error, of each row."""
    count = gains.shape[1]
    tail = round(count * (1 - LEVEL))
    # Order statistics that bracket the quantile with 95 %, counted from the worst loss.
    first, last = (int(scipy.stats.binom.ppf(p, count, 1 - LEVEL)) for p in (0.025, 0.975))
    last += 1
    worst = np.sort(np.partition(gains, last, axis=1)[:, : last + 1], axis=1)
    value = -worst[:, tail]
    value_error = (worst[:, last] - worst[:, first]) / (2 * 1.96)
    shortfall = -worst[:, :tail].mean(axis=1)
    variance = worst[:, :tail].var(axis=1)
    error = np.sqrt((variance + LEVEL * (shortfall - value) ** 2) / tail)
    return value, value_error, shortfall, error


def main():
    book, out, scenarios = sys.argv[1], sys.argv[2], int(sys.argv[3])
    names, prices = read_prices(f"{book}/prices.csv")
    accounts, positions = read_positions(f"{book}/positions.csv", names)
    units = gains_of_units(prices, scenarios)
    with open(out, "w") as file:
        file.write("account,measure,level,value,standard_error\n")
        for start in range(0, len(accounts), BLOCK):
            rows = figures(positions[start : start + BLOCK] @ units)
            for name, value, value_error, shortfall, error in zip(accounts[start:], *rows):
                file.write(f"{name},var,{LEVEL},{value},{value_error}\n")
                file.write(f"{name},es,{LEVEL},{shortfall},{error}\n")


main()
