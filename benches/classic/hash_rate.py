"""Prints how many bcrypt hashes a second all cores make at the cost that is given, and such a hash of the password."""

from __future__ import annotations

import os
import sys
import threading
import time

import bcrypt


def main() -> None:
    password, cost, seconds = sys.argv[1].encode(), int(sys.argv[2]), float(sys.argv[3])
    hash_ = bcrypt.hashpw(password, bcrypt.gensalt(cost))
    cores = len(os.sched_getaffinity(0))
    began_at = time.perf_counter()
    rates = [0.0] * cores

    # In threads: the package lets go of the interpreter's lock while it hashes.
    def check(core: int) -> None:
        made = 0
        while not made or time.perf_counter() - began_at < seconds:
            assert bcrypt.checkpw(password, hash_)
            made += 1
            rates[core] = made / (time.perf_counter() - began_at)

    threads = [threading.Thread(target=check, args=(core,)) for core in range(cores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{sum(rates):.3f} {hash_.decode()}")


if __name__ == "__main__":
    main()
