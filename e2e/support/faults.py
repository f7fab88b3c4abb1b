"""The faults that mail must outlive, each under sign-ups at full speed and with an account at its end:
acknowledged = stored = arrived. `scripts/faults` runs them all, `e2e/test_faults.py` a few with small numbers.

A mail that is refused for now comes again after 10 s, then after a minute: so what is not about that pause happens
at a recipient's first try only.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from support.certificates import make_authority
from support.faulty_smtp import CLOSE, Fault, FaultySmtp, Moment, Rule, hang
from support.ledger import Row
from support.postgres import psql
from support.stage import Killer, Scale, Stage, life
from support.waiting import until

FAULTS: dict[str, Callable[[Scale, Path], Row]] = {}
# They are about the file that the database is.
SQLITE_ONLY: set[str] = set()

# What mails and recipients can be told apart by, and what comes before either is known.
OF_MAILS = ("RCPT", "DATA", "content", "end")
BEFORE_MAILS = ("greeting", "EHLO", "MAIL")

GONE = "550 5.1.1 Nobody of this name lives here"
# What a killed worker had in hand goes out within 60 s; a little is for the machine.
TAKEN_OVER_WITHIN_S = 60 + 5
KILL_POINTS = (
    "at random",
    "after the lease",
    "content read, before the 250",
    "right after the 250",
    "after the 250, before the note",
)


def fault(name: str, sqlite_only: bool = False) -> Callable[[Callable[[Scale, Path], Row]], Callable[[Scale, Path], Row]]:
    def register(run: Callable[[Scale, Path], Row]) -> Callable[[Scale, Path], Row]:
        if sqlite_only:
            SQLITE_ONLY.add(name)

        def told(scale: Scale, directory: Path) -> Row:
            row = run(scale, directory)
            row.name = name
            if not row.acknowledged:
                row.wrong.append("nobody signed up")
            return row

        FAULTS[name] = told
        return told

    return register


def faults_on(scale: Scale) -> list[str]:
    """The names of those that there can be on that database."""
    return [name for name in FAULTS if not (scale.database_url and name in SQLITE_ONLY)]


def plain_and(words: Sequence[str], share: int = 10) -> list[str]:
    """Words for recipients: one in `share` has one of these, the others none."""
    mixed: list[str] = []
    for word in words:
        mixed += ["plain"] * (share - 1) + [word]
    return mixed


def by_word(faults: dict[str, dict[str, Fault]], tries: int = 1) -> Rule:
    """What happens to recipients of a word, by place, at their first tries."""

    def rule(moment: Moment) -> Fault | None:
        return faults.get(moment.word, {}).get(moment.place) if moment.tries < tries else None

    return rule


def simple(
    scale: Scale,
    directory: Path,
    rule: Rule | None,
    words: Sequence[str] = ("plain",),
    refused_words: Sequence[str] = (),
) -> Row:
    """Everybody signs up, everything settles."""
    with Stage(scale, directory, rule) as stage:
        load = stage.sign_up(words)
        stage.settle()
        refused = [to for to in load.acknowledged if to.partition("-")[0] in refused_words]
        faults = ", ".join(f"{count} at {place}" for place, count in stage.smtp.record.faults.items())
        return stage.account(load, refused, GONE, note=f"faults: {faults}" if faults else "")


@fault("none")
def no_fault(scale: Scale, directory: Path) -> Row:
    return simple(scale, directory, None)


# Refusals.


@fault("421, 451, 454 to a tenth, once, at RCPT, DATA and the end")
def temporary_refusals(scale: Scale, directory: Path) -> Row:
    faults = {
        f"{place.lower()}{code}": {place: Fault(f"{code} 4.3.0 Not now, please", close=code == 421)}
        for place in ("RCPT", "DATA", "end")
        for code in (421, 451, 454)
    }
    return simple(scale, directory, by_word(faults), plain_and(list(faults)))


@fault("421 and 451 at some greetings, EHLOs and MAILs")
def temporary_refusals_of_us(scale: Scale, directory: Path) -> Row:
    def rule(moment: Moment) -> Fault | None:
        if moment.place == "greeting" and moment.connection in (1, 3):
            return Fault("421 4.3.2 Too busy", close=True)
        if moment.place == "EHLO" and moment.connection == 2:
            return Fault("421 4.3.2 Too busy", close=True)
        if moment.place == "MAIL" and moment.mail in (10, 30):
            return Fault("451 4.3.0 Not now") if moment.mail == 30 else Fault("421 4.3.2 Bye", close=True)
        return None

    return simple(scale, directory, rule)


@fault("451 to everybody's first try (greylisting)")
def greylisting(scale: Scale, directory: Path) -> Row:
    return simple(scale, directory, by_word({"plain": {"RCPT": Fault("451 4.7.1 Greylisted, come back")}}))


@fault("550 to a tenth, at RCPT, DATA and the end")
def permanent_refusals(scale: Scale, directory: Path) -> Row:
    faults = {"gone": {"RCPT": Fault(GONE)}, "barred": {"DATA": Fault(GONE)}, "unwanted": {"end": Fault(GONE)}}
    return simple(scale, directory, by_word(faults, tries=99), plain_and(list(faults)), list(faults))


def refuses_us(place: str, reply: str) -> Callable[[Scale, Path], Row]:
    def run(scale: Scale, directory: Path) -> Row:
        def rule(moment: Moment) -> Fault | None:
            return Fault(reply, close=place == "greeting") if moment.place == place else None

        with Stage(scale, directory, rule) as stage:
            load = stage.sign_up()
            until(lambda: stage.smtp.record.faults[place] >= 2, "a second try", 60)
            stage.smtp.rule = None
            mended_at = time.monotonic()
            stage.settle()
            return stage.account(load, note=_all_after(stage, mended_at))

    return run


fault("550 to every MAIL for a while (the sender is refused)")(refuses_us("MAIL", "550 5.7.1 Not from you"))
fault("554 as greeting for a while")(refuses_us("greeting", "554 5.7.1 No service for you"))
fault("530 to every MAIL for a while (sign in first)")(refuses_us("MAIL", "530 5.7.0 Authentication required"))


@fault("421 after 5 mails on a connection")
def few_mails_a_connection(scale: Scale, directory: Path) -> Row:
    def rule(moment: Moment) -> Fault | None:
        too_many = moment.place == "MAIL" and moment.mails_on_connection > 5
        return Fault("421 4.7.0 Enough mails on this connection", close=True) if too_many else None

    return simple(scale, directory, rule)


@fault("421 to every second connection at a time")
def one_connection(scale: Scale, directory: Path) -> Row:
    def rule(moment: Moment) -> Fault | None:
        too_many = moment.place == "greeting" and moment.open_connections > 1
        return Fault("421 4.7.0 Too many connections from your address", close=True) if too_many else None

    return simple(scale, directory, rule)


@fault("421 and a close to connections that idle for 0.3 s")
def idle_connections(scale: Scale, directory: Path) -> Row:
    """Mails in small groups, so that each group meets kept connections that were closed."""
    def a_moment_now_and_then() -> bool:
        return time.monotonic() % 0.8 < 0.05

    with Stage(scale, directory) as stage:
        stage.smtp.idle_s = 0.3
        with stage.sign_ups(count=scale.people, may_go_on=a_moment_now_and_then) as load:
            load.join()
        stage.settle()
        return stage.account(load)


# Unusual, and nothing wrong with it: each mail must be taken at its first try.


def first_try(scale: Scale, directory: Path, rule: Rule, words: Sequence[str] = ("plain",)) -> Row:
    with Stage(scale, directory, rule) as stage:
        load = stage.sign_up(words)
        stage.settle()
        row = stage.account(load)
        if again := stage.queue.number("SELECT count(*) FROM mails WHERE attempts > 1"):
            row.wrong.append(f"{again} mails needed more than one try")
        return row


@fault("unusual answers that are right")
def unusual(scale: Scale, directory: Path) -> Row:
    said = {
        "forwarded": ("RCPT", b"251 User not local, will forward\r\n"),
        "unverified": ("RCPT", b"252 Cannot verify, will try\r\n"),
        "curt": ("end", b"250\r\n"),
        "wordy": ("end", b"250-Thank you\r\n250-very much\r\n250 2.0.0 for this mail\r\n"),
        "tiny": ("DATA", b"354\r\n"),
        "story": ("end", b"250 " + b"x" * 508 + b"\r\n"),
        "slow": ("DATA", b"354-Now\r\n354 please\r\n"),
    }
    faults = {word: {place: Fault(reply)} for word, (place, reply) in said.items()}
    by_recipient = by_word(faults)

    def rule(moment: Moment) -> Fault | None:
        if moment.place == "greeting":
            return Fault(b"220-mail.test has a lot\r\n220-to say\r\n220 before it begins\r\n", drip_s=0.002)
        # No extension at all, PIPELINING neither.
        return Fault("250 mail.test") if moment.place == "EHLO" else by_recipient(moment)

    return first_try(scale, directory, rule, plain_and(list(faults), 2))


# Silence, ends, and nonsense.


def at_places(scale: Scale, directory: Path, places: Sequence[str], what: Fault) -> Row:
    """`what` at each of these: to one recipient in 25, or to one connection or mail each."""

    def rule(moment: Moment) -> Fault | None:
        if moment.place not in places:
            return None
        if moment.recipient is not None:
            return what if moment.word == moment.place.lower() and moment.tries == 0 else None
        number = {"greeting": (moment.connection, 2), "EHLO": (moment.connection, 3), "MAIL": (moment.mail, 20)}
        count, chosen = number[moment.place]
        return what if count == chosen else None

    words = [place.lower() for place in places if place in OF_MAILS]
    return simple(scale, directory, rule, plain_and(words, 25) or ("plain",))


def hangs(*places: str) -> Callable[[Scale, Path], Row]:
    # In the long form the client has to give up by itself.
    return lambda scale, directory: at_places(scale, directory, places, hang(scale.pick(3, 3600)))


fault("hangs at greeting, EHLO and MAIL")(hangs(*BEFORE_MAILS))
for _place in OF_MAILS:
    fault(f"hangs at {_place}")(hangs(_place))


@fault("closes at every verb")
def closes(scale: Scale, directory: Path) -> Row:
    return at_places(scale, directory, (*BEFORE_MAILS, *OF_MAILS), CLOSE)


@fault("closes after the content without an answer, to a tenth")
def closes_after_content(scale: Scale, directory: Path) -> Row:
    return simple(scale, directory, by_word({"cut": {"end": CLOSE}}), plain_and(["cut"]))


@fault("accepts late, a tenth")
def accepts_late(scale: Scale, directory: Path) -> Row:
    return simple(
        scale, directory, by_word({"late": {"end": Fault(wait_s=scale.pick(3, 20))}}), plain_and(["late"], 25)
    )


@fault("answers one byte a second, to a few")
def drips(scale: Scale, directory: Path) -> Row:
    slow = Fault("250 OK", drip_s=scale.pick(0.3, 1))
    return simple(scale, directory, by_word({"drip": {"RCPT": slow, "end": slow}}), plain_and(["drip"], 25))


NONSENSE: dict[str, bytes] = {
    "binary": b"\xff\xfe\x00\x01garbage\r\n",
    "words": b"what do you want\r\n",
    "http": b"HTTP/1.1 200 OK\r\n\r\n",
    "numbers": b"99 bottles\r\n999 bottles\r\n",
    "mixed": b"250-one\r\n451 two\r\n",
    "unended": b"250-one\r\n250-two\r\n",
    "long": b"450 " + b"x" * 200_000 + b"\r\n",
    "endless": b"450-more\r\n" * 100_000,
    "nothing": b"\r\n\r\n\r\n",
    "utf8": "450 4.0.0 \u202eпроблема\u0000\u001b[31m\r\n".encode(),
}


@fault("talks nonsense, in many lines, at RCPT and the end")
def nonsense(scale: Scale, directory: Path) -> Row:
    """No 250, so nothing was accepted; afterwards the connection is of no use, and the server closes it."""
    faults = {
        f"{name}{place}": {place: Fault(said, close=True)}
        for place in ("RCPT", "end")
        for name, said in NONSENSE.items()
    }
    return simple(scale, directory, by_word(faults), plain_and(list(faults), 5))


@fault("says 250 once more, unasked")
def once_more(scale: Scale, directory: Path) -> Row:
    """A client that takes the stray reply for the answer to its next command believes in mails that nobody took."""
    faults = {place.lower(): {place: Fault(extra="250 2.0.0 Once more")} for place in ("RCPT", "end")}
    return simple(scale, directory, by_word(faults), plain_and(list(faults), 50))


# Not there.


def not_there(how: Callable[[FaultySmtp], None]) -> Callable[[Scale, Path], Row]:
    def run(scale: Scale, directory: Path) -> Row:
        with Stage(scale, directory) as stage:
            how(stage.smtp)
            load = stage.sign_up(count=scale.queued)
            signed_up_s = time.monotonic() - stage.began_at
            time.sleep(scale.pick(1, 30))
            stage.smtp.up()
            up_at = time.monotonic()
            stage.settle()
            rate = len(load.acknowledged) / signed_up_s
            note = f"{rate:.0f} sign-ups a second meanwhile; {_all_after(stage, up_at)}"
            return stage.account(load, note=note)

    return run


fault("refuses connections while many are queued")(not_there(FaultySmtp.down))
fault("takes connections and is silent while many are queued")(not_there(FaultySmtp.silence))
fault("drops connections (black hole) while many are queued")(not_there(FaultySmtp.black_hole))


def _all_after(stage: Stage, since: float) -> str:
    record = stage.smtp.record
    return f"first mail {record.first_at - since:.1f} s after the mend, all after {record.last_at - since:.1f} s"


@fault("is restarted every second")
def restarts(scale: Scale, directory: Path) -> Row:
    with Stage(scale, directory) as stage:
        with stage.sign_ups(backlog=100) as load:
            for _ in range(int(scale.pick(4, 20))):
                time.sleep(stage.random.uniform(0.3, 1))
                stage.smtp.down()
                time.sleep(stage.random.uniform(0.05, 0.3))
                stage.smtp.up()
        stage.settle()
        # Who had said 250 and was cut off before it was read counts like a killed one.
        stage.may_repeat = int(scale.pick(4, 20))
        return stage.account(load, note="each restart may cut off one 250")


@fault("shows another's certificate for a while")
def wrong_certificate(scale: Scale, directory: Path) -> Row:
    good = make_authority(directory.parent / f"{directory.name}-good", "An authority")
    bad = make_authority(directory.parent / f"{directory.name}-bad", "Somebody else")
    smtp = FaultySmtp(starttls=bad.server).up()
    url, trusts = "smtp://localhost:{port}?tls=required", str(good.certificate)
    with Stage(scale, directory, smtp=smtp, url=url, SSL_CERT_FILE=trusts) as stage:
        load = stage.sign_up()
        until(lambda: smtp.record.commands["STAR"] >= 2, "a second try", 60)
        said = smtp.record.commands
        leaked = said["MAIL"] + said["RCPT"] + said["DATA"] + said["AUTH"]
        smtp.starttls = good.server
        smtp.down()
        smtp.up()
        mended_at = time.monotonic()
        stage.settle()
        row = stage.account(load, note=_all_after(stage, mended_at))
        if leaked:
            row.wrong.append(f"{leaked} commands were sent to a server that is not ours")
        return row


# Killing.


def kill_all(scale: Scale, stage: Stage, points: Sequence[str]) -> Row:
    missed: list[str] = []
    stage.know_owners()
    with stage.sign_ups(backlog=200) as load:
        killer = Killer(stage, load)
        for _ in range(scale.kills):
            missed += [point for point in points if not killer.strike(point)]
    stage.settle()
    after_s = stage.after_the_last_kill_s(load)
    note = f"{len(load.unanswered)} sign-ups cut off; all arrived {after_s:.0f} s after the last kill"
    row = stage.account(load, note=note)
    if after_s > TAKEN_OVER_WITHIN_S:
        row.wrong.append(f"the last mail came {after_s:.0f} s after the last kill")
    if missed:
        row.wrong.append(f"no kill came about: {', '.join(missed)}")
    row.wrong += stage.copies_without_a_kill()
    return row


@fault("kill -9 of the server with its worker, at each point")
def kill_server(scale: Scale, directory: Path) -> Row:
    with Stage(scale, directory) as stage:
        return kill_all(scale, stage, ("after the commit", *KILL_POINTS))


@fault("kill -9 of one of two external workers, at each point")
def kill_worker(scale: Scale, directory: Path) -> Row:
    with Stage(scale, directory, COUNTERSIGN_WORKERS="external") as stage:
        stage.employ(2)
        return kill_all(scale, stage, KILL_POINTS)


@fault("kill -9 of the server, its 250s a little late")
def kill_in_flight(scale: Scale, directory: Path) -> Row:
    """Every mail is on its way for a while, so that a kill meets as many of them as can be at once."""

    def rule(moment: Moment) -> Fault | None:
        return Fault(wait_s=0.05) if moment.place == "end" else None

    with Stage(scale, directory, rule) as stage:
        row = kill_all(scale, stage, ("at random", "content read, before the 250", "right after the 250"))
        return row


@fault("SIGTERM of one of two external workers, again and again")
def rolling(scale: Scale, directory: Path) -> Row:
    with Stage(scale, directory, COUNTERSIGN_WORKERS="external") as stage:
        stage.know_owners()
        stage.employ(2)
        with stage.sign_ups(backlog=200) as load:
            for number in range(scale.kills * 3):
                worker = stage.workers[number % 2]
                until(lambda: life(worker.pid) in stage.owners.values(), "the worker's first connection", 60)
                time.sleep(stage.random.uniform(0, 0.3))
                worker.send_signal(signal.SIGTERM)
                assert worker.wait(60) == 0, worker.returncode
                stage.workers[number % 2] = stage.server.spawn("worker")
        # What a stopped worker has leased is given back at once: this is faster than a lease.
        stage.settle()
        return stage.account(load, note="no kill: no duplicates allowed")


@fault("a worker is stopped (SIGSTOP) for longer than its lease, beside another")
def frozen(scale: Scale, directory: Path) -> Row:
    with Stage(scale, directory, COUNTERSIGN_WORKERS="external") as stage:
        stage.employ(2)
        with stage.sign_ups(backlog=200) as load:
            until(lambda: stage.smtp.record.arrived > 30, "a flow of mails")
            os.kill(stage.workers[0].pid, signal.SIGSTOP)
            # The other goes on; then what was leased is taken over, and the sleeper must notice.
            time.sleep(35)
            os.kill(stage.workers[0].pid, signal.SIGCONT)
            time.sleep(1)
        stage.settle()
        # It may have been stopped between a 250 and its note.
        stage.may_repeat = 1
        return stage.account(load, note="one stop, which may count as a kill")


# The database.


@fault("a row that nobody can read at the head of the queue")
def poison(scale: Scale, directory: Path) -> Row:
    with Stage(scale, directory, COUNTERSIGN_WORKERS="external") as stage:
        sql = """INSERT INTO mails (id, intent, email, email_key, created_at, run_at, attempts)
            VALUES ('00000000-0000-7000-8000-00000000000{n}', '{intent}', '{email}', '{email}', 0, 0, 0)"""
        poisons = [("of_tomorrow", "poison@example.net"), ("sign_up", "not an address")]
        for n, (intent, email) in enumerate(poisons):
            _execute(stage, sql.format(n=n, intent=intent, email=email))
        load = stage.sign_up()
        stage.employ(1)
        stage.settle(left=len(poisons))
        return stage.account(load, left=[email for _, email in poisons])


@fault("another process holds the database while mails are under way", sqlite_only=True)
def locked(scale: Scale, directory: Path) -> Row:
    """SQLite has one writer: a 250 cannot be noted for a while, and must be noted then."""
    with Stage(scale, directory) as stage:
        begun = threading.Event()
        stage.smtp.accepted = lambda _: begun.set()
        path = stage.server.database
        with stage.sign_ups(backlog=100) as load:
            for _ in range(int(scale.pick(1, 4))):
                begun.clear()
                assert begun.wait(60)
                with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as other:
                    other.execute("BEGIN IMMEDIATE")
                    time.sleep(scale.pick(7, 20))
                    other.execute("ROLLBACK")
        stage.settle()
        return stage.account(load, note=f"{load.overloaded} answers 503; no kill: no duplicates allowed")


def _execute(stage: Stage, sql: str) -> None:
    if stage.queue.is_postgres:
        psql(stage.queue.url, sql)
        return
    with closing(sqlite3.connect(stage.server.database, timeout=60)) as connection, connection:
        connection.execute(sql)
