"""The peers' side of a race: one process for all of them, a JSON object a line each way.

    {"op": "prepare", "peer": NAME, "size": N, "threads": N, "folder": PATH}  ->  {"id": N}
    {"op": "run", "id": N, "least": SECONDS}                       ->  {"seconds": S}
    {"op": "answer", "id": N}                          ->  {"values": [...], "errors": [...]}
    {"op": "release"}                                              ->  {}
    {"op": "versions"}                                             ->  {"numpy": ..., ...}

`threads` is the most the work may use, BLAS included. `release` forgets what was prepared.
"""

import gc
import json
import sys

import arch
import numpy
import QuantLib
import scipy
import threadpoolctl

import cascades  # noqa: F401
import correlated  # noqa: F401
import deep_tail  # noqa: F401
import functions  # noqa: F401
import joint_options  # noqa: F401
import netting  # noqa: F401
import normals  # noqa: F401
import options  # noqa: F401
import reading  # noqa: F401
import tail  # noqa: F401
import variance  # noqa: F401
import watching  # noqa: F401
from registry import PEERS, best


class Server:
    def __init__(self):
        self.prepared = []

    def prepare(self, request):
        threads = request["threads"]
        run, answer = PEERS[request["peer"]](request["size"], request["folder"], threads)
        self.prepared.append((run, answer, threads))
        return {"id": len(self.prepared) - 1}

    def run(self, request):
        run, _, threads = self.prepared[request["id"]]
        with threadpoolctl.threadpool_limits(threads):
            return {"seconds": best(run, request["least"])}

    def answer(self, request):
        figures = self.prepared[request["id"]][1]()
        return {
            "values": [float(x) for x in figures.values],
            "errors": None if figures.errors is None else [float(x) for x in figures.errors],
        }

    def release(self, _):
        self.prepared.clear()
        gc.collect()
        return {}

    def versions(self, _):
        kernel = next(
            (pool.get("architecture", "unknown") for pool in threadpoolctl.threadpool_info()),
            "unknown",
        )
        return {
            "Python": sys.version.split()[0],
            "NumPy": numpy.__version__,
            "SciPy": scipy.__version__,
            "QuantLib": QuantLib.__version__,
            "arch": arch.__version__,
            "OpenBLAS kernel of NumPy": kernel,
        }


def main():
    server = Server()
    operations = {
        "prepare": server.prepare,
        "run": server.run,
        "answer": server.answer,
        "release": server.release,
        "versions": server.versions,
    }
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(operations[request["op"]](request)), flush=True)


main()
