"""Celery as it loses least: acknowledged late, rejected when its worker is lost, tried again when PostgreSQL is away."""
import os
import sys
import time

import psycopg
from celery import Celery

app = Celery("peer", broker=os.environ["PEER_BROKER"])
app.conf.update(task_acks_late=True, task_reject_on_worker_lost=True, task_ignore_result=True, broker_connection_retry_on_startup=True,
                worker_prefetch_multiplier=int(os.environ.get("PEER_PREFETCH", "4")))
connection = None


def database():
    global connection
    if connection is None or connection.closed:
        connection = psycopg.connect(os.environ["PEER_DATABASE"], autocommit=True)
    return connection


@app.task(autoretry_for=(psycopg.Error,), retry_backoff=1, retry_backoff_max=4, max_retries=None)
def effect(key):
    """One row, in a table that takes it as often as it comes."""
    database().execute("select pg_sleep(0.015)")
    database().execute("insert into control.effects (key) values (%s)", (key,))
    database().execute("select pg_sleep(0.015)")


@app.task
def nothing():
    """Takes what the engine takes."""


@app.task
def wait(sent):
    """How long it waited, in milliseconds, into a file of its process."""
    with open(os.path.join(os.environ["PEER_FOLDER"], f"waits.{os.getpid()}"), "a") as file:
        file.write(f"{(time.time() - sent) * 1000:.3f}\n")


def want(count, per_second):
    """Wants effects, and says of each that was handed over that it was."""
    start = time.time()
    for key in range(count):
        time.sleep(max(0.0, start + key / per_second - time.time()))
        try:
            effect.delay(key)
        except Exception:
            print("failed", key, flush=True)
        else:
            print("wanted", key, flush=True)


def flood(count):
    print(time.time(), flush=True)
    for _ in range(count):
        nothing.delay()


def trickle(count, per_second):
    start = time.time()
    for number in range(count):
        time.sleep(max(0.0, start + number / per_second - time.time()))
        wait.delay(time.time())


if __name__ == "__main__":
    {"want": want, "flood": flood, "trickle": trickle}[sys.argv[1]](*map(int, sys.argv[2:]))
