"""Run a command, and print its wall time, processor time and peak memory as JSON.

    watch.py PROGRAM [ARGUMENT...]

A process of its own, and a small one: Linux counts the memory of the process that started it
towards a command's peak. The peak is `ru_maxrss`, as `/usr/bin/time -v` shows it. Standard output
of the command is dropped; its exit code is passed on.
"""

import json
import os
import sys
import time

start = time.perf_counter()
null = os.open(os.devnull, os.O_WRONLY)
child = os.posix_spawn(
    sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)]
)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
print(
    json.dumps(
        {
            "seconds": seconds,
            "processor_seconds": usage.ru_utime + usage.ru_stime,
            "peak_mebibytes": usage.ru_maxrss / 1024,
        }
    )
)
sys.exit(os.waitstatus_to_exitcode(status))
