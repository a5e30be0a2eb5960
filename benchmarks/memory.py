"""What a program and the processes that it started hold together."""

import psutil


def resident(process: psutil.Process) -> int:
    """Bytes in memory of a process and of all below it; those that end meanwhile count nothing."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
