"""The job of `jobs.py` as a task of Celery. A file of its own: RQ's forks would pay for loading Celery."""

from __future__ import annotations

from celery import Celery
from jobs import REDIS, send

app = Celery("celery_jobs", broker=REDIS)
app.conf.task_ignore_result = True

send_by_celery = app.task(name="send")(send)
