"""python -m evals.stopwatch COMMAND…: a whole process's wall time and peak memory, as JSON.

A process of its own: Linux counts a parent's memory into its child's peak, and a parent that
has loaded a model is larger than what is measured.
"""

import json
import os
import subprocess
import sys
from time import perf_counter


def time_command(command: list[str]) -> dict[str, float]:
    """Run `command` with its output thrown away; seconds, peak MiB and exit code."""
    started = perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ
    )
    complaint = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stderr:
        process.stderr.close()
    sys.stderr.buffer.write(complaint)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return {
        "seconds": seconds,
        "peak_mib": usage.ru_maxrss / unit,
        "exit_code": process.returncode,
    }


if __name__ == "__main__":
    print(json.dumps(time_command(sys.argv[1:])))
