"""One mail as a job, the way Flask applications send mail: a connection a mail, by smtplib. The mail
is read ready-made from a file; an application would write it anew each time.
"""

from __future__ import annotations

import os
import smtplib

REDIS = os.environ.get("BENCH_REDIS", "redis://127.0.0.1:6379/0")


def send(number: int) -> None:
    with open(os.environ["BENCH_MAIL"], "rb") as file:
        source = file.read()
    with smtplib.SMTP("127.0.0.1", int(os.environ["BENCH_PORT"]), local_hostname="localhost") as smtp:
        smtp.sendmail("accounts@example.org", [f"job-{number}@example.net"], source)
