"""The worker of RQ, with the application loaded before it forks for each job, as RQ's own page on performance advises:
started by `rq worker`, each fork would load it again, which takes longer than the job.
"""

from __future__ import annotations

from app import jobs
from rq import Worker

if __name__ == "__main__":
    Worker([jobs], connection=jobs.connection).work(logging_level="WARNING")
