"""A long time under load, with a kill now and then: what a process holds on to does not grow, and nobody waits longer at the
end than at the beginning.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from support.kills import SERVER, Plan, Proof, account, in_full_swing
from support.stage import Killer, Scale, Stage

SAMPLE_EVERY_S = 5.0
WORKERS = 1


@dataclass
class Sample:
    memory_mb: float
    files: int
    p99_ms: float


@dataclass
class Soak:
    proof: Proof
    samples: list[Sample] = field(default_factory=list)

    def median(self, what: str, first: bool) -> float:
        """Of a tenth right after the last kill, once all is warm, or of the last tenth: within one life."""
        tenth = max(1, len(self.samples) // 10)
        part = self.samples[-5 * tenth : -4 * tenth] if first else self.samples[-tenth:]
        return statistics.median(getattr(sample, what) for sample in part)


def soak(scale: Scale, directory: Path, minutes: float, kills: int) -> Soak:
    """The server is killed now and then in the first two fifths of the time; what came after is one life."""
    with Stage(scale, directory, COUNTERSIGN_WORKERS="external") as stage:
        stage.employ(WORKERS)
        # Only the server is killed, and it hands over no mail.
        stage.may_repeat = 0
        samples: list[Sample] = []
        with in_full_swing(stage, Plan(kills, 1)) as (load, crowd):
            killer, begun = Killer(stage, load), time.monotonic()
            while (spent := time.monotonic() - begun) < minutes * 60:
                time.sleep(SAMPLE_EVERY_S)
                if stage.kills < kills and spent > minutes * 24 * (stage.kills + 1) / kills:
                    killer.strike_server()
                assert stage.server.process
                samples.append(sample([stage.server.process.pid, stage.workers[0].pid], max(crowd.p99_s)))
            load.stop()
            report = crowd.stop()
        proof = account(stage, load, report, Counter({SERVER: stage.kills}))
    return Soak(proof, samples)


def sample(pids: list[int], p99_s: float) -> Sample:
    found = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
    memory_mb = sum(int(one[1]) for one in found if one) / 1024
    return Sample(memory_mb, sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids), p99_s * 1_000)
