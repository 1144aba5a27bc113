#!/usr/bin/env python3
"""Runs a study in shards on Dask workers and merges them.

    Scripts/dask/plimsoll_shards.py study.yaml 64 out --scheduler tcp://head:8786
    Scripts/dask/plimsoll_shards.py study.yaml 8 out            # a cluster of its own on this machine

A task is one `plimsoll run STUDY --shard I/N`. A task whose process or whose worker is killed is given to
another worker, `--retries` times; a study that is wrong (exit codes 64 to 66) fails at once. The merge
refuses unless every shard is there. Needs the packages in requirements.txt beside this file.
"""

import argparse
import os
import pathlib
import subprocess
import sys


def shard(study, number, count, out, command, threads):
    """Does one shard; raises when it ended otherwise than well."""
    done = subprocess.run(
        [command, "run", study, "--shard", f"{number}/{count}", "--threads", str(threads),
         "-o", f"{out}/shards", "--quiet"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode in (64, 65, 66):
        return done.stderr or f"exit code {done.returncode}"
    if done.returncode != 0:
        raise RuntimeError(f"shard {number}/{count} ended with {done.returncode}: {done.stderr}")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study")
    parser.add_argument("count", type=int, help="shards")
    parser.add_argument("out", help="a folder that all workers see")
    parser.add_argument("--scheduler", help="its address; a cluster on this machine unless given")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="of that cluster")
    parser.add_argument("--threads", type=int, default=1, help="threads of a shard")
    parser.add_argument("--retries", type=int, default=3)
    parser.add_argument("--plimsoll", default="plimsoll", help="the command on the workers")
    given = parser.parse_args()

    from distributed import Client, LocalCluster

    out = pathlib.Path(given.out).absolute()
    (out / "shards").mkdir(parents=True, exist_ok=True)
    study = str(pathlib.Path(given.study).absolute())
    cluster = None
    if not given.scheduler:
        cluster = LocalCluster(
            n_workers=given.workers, threads_per_worker=1, host="127.0.0.1",
            dashboard_address=None)
    with Client(given.scheduler or cluster) as client:
        futures = [
            client.submit(
                shard, study, number, given.count, str(out), given.plimsoll, given.threads,
                retries=given.retries, pure=False)
            for number in range(1, given.count + 1)
        ]
        errors = [error for error in client.gather(futures) if error]
    if cluster:
        cluster.close()
    if errors:
        sys.exit(errors[0].rstrip())
    merged = subprocess.run(
        [given.plimsoll, "merge", str(out / "shards"), "-o", str(out / "merged")])
    sys.exit(merged.returncode)


if __name__ == "__main__":
    main()
