"""Starting on PostgreSQL: many nodes at once, migrations that are killed or left to their own command, servers that are
not there or not the right one, certificates. What becomes of running nodes when it fails is in
`test_cluster_faults.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from urllib.parse import urlsplit

import pytest

from support.certificates import Authority, make_authority
from support.cluster import Cluster
from support.people import Person, Service
from support.ports import free_port
from support.postgres import Postgres, another_database, drop_database, psql
from support.race import race
from support.server import Server
from support.smtp import SmtpServer
from support.waiting import until

MakeServer = Callable[..., Server]
PASSWORD = "hush-hush p@ssword"
KEY = secrets.token_hex(32)


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """An empty database."""
    name = f"test_{secrets.token_hex(6)}"
    yield another_database(postgres_url, name)
    drop_database(postgres_url, name)


@pytest.fixture
def make_node(make_server: MakeServer) -> MakeServer:
    def make(url: str, start: bool = True, **env: str | None) -> Server:
        return make_server(start, COUNTERSIGN_DATABASE_URL=url, COUNTERSIGN_SECRET_KEY=KEY, **env)

    return make


def refuses(node: Server, code: int = 1) -> str:
    """The one line with which it ends, which names the setting and holds no password."""
    stderr = node.cli("serve", expect=code).stderr
    assert len(stderr.strip().splitlines()) == 1, stderr
    assert "hush" not in stderr and "%20" not in stderr, stderr
    return stderr


# Migrations.


def test_ten_nodes_start_at_once_on_an_empty_database(binary: Path, database_url: str, tmp_path: Path) -> None:
    smtp = SmtpServer()
    few = {"COUNTERSIGN_DATABASE_CONNECTIONS": "4"}
    with Cluster(tmp_path, database_url, smtp.url, nodes=10, workers=1, **few) as cluster:
        applied = psql(database_url, "SELECT version, success, count(*) FROM _sqlx_migrations GROUP BY 1, 2 ORDER BY 1")
        assert applied and [row[1:] for row in applied] == [("t", "1")] * len(applied)
        for node in cluster.nodes:
            assert Service(node, smtp).account()
    smtp.close()


# Each statement that makes something counts, also for others to see while its transaction is open, and takes a moment.
SLOWLY = """
CREATE SEQUENCE steps;
CREATE FUNCTION step() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM nextval('steps'); PERFORM pg_sleep(0.02); END $$;
CREATE EVENT TRIGGER slowly ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE INDEX', 'ALTER TABLE')
    EXECUTE FUNCTION step();
"""


def test_a_migration_that_is_killed_at_any_step_is_done_by_the_next(
    make_node: MakeServer, database_url: str, postgres_url: str
) -> None:
    psql(database_url, SLOWLY)
    node = make_node(database_url, start=False)
    steps = lambda: int(psql(database_url, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM steps")[0][0])  # noqa: E731
    kills = 0
    for step in (1, 2, 5, 9, 14, 20):
        before = steps()
        process = node.spawn("migrate")
        until(lambda: steps() >= before + step or process.poll() is not None, f"step {step}", pause=0)
        kills += process.poll() is None
        process.kill()
        process.wait(10)
    assert kills >= 5, "it was done too soon"
    node.cli("migrate")
    psql(database_url, "DROP EVENT TRIGGER slowly; DROP FUNCTION step; DROP SEQUENCE steps")

    # As if it had never been disturbed.
    undisturbed = make_node(another_database(postgres_url, name := f"test_{secrets.token_hex(6)}"), start=False)
    undisturbed.cli("migrate")
    assert shape(node) == shape(undisturbed)
    drop_database(postgres_url, name)
    node.start()


def shape(node: Server) -> tuple[list[tuple[str, ...]], ...]:
    columns = """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public' ORDER BY 1, 2"""
    indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    return node.query(columns), node.query(indexes), node.query("SELECT version, success FROM _sqlx_migrations ORDER BY 1")


def test_without_automatic_migrations_nothing_starts_until_migrate_has_run(
    make_node: MakeServer, database_url: str
) -> None:
    node = make_node(database_url, start=False, COUNTERSIGN_AUTO_MIGRATE="false")
    for command in ("serve", "worker"):
        stderr = node.cli(command, expect=1, COUNTERSIGN_MAIL_URL="smtp://127.0.0.1").stderr
        assert len(stderr.strip().splitlines()) == 1 and "countersign migrate" in stderr, stderr
    assert node.tables() == []
    node.cli("migrate")
    node.cli("migrate")
    node.start()


def test_a_node_of_an_older_version_works_on_the_tables_of_a_newer_one(make_node: MakeServer, database_url: str) -> None:
    """As while nodes are replaced one by one."""
    node = make_node(database_url)
    psql(database_url, """INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9000, 'of tomorrow', true, '\\x00', 0); ALTER TABLE accounts ADD COLUMN of_tomorrow TEXT""")  # fmt: skip
    node.restart()
    node.cli("migrate")


def test_a_database_that_may_forget_is_refused(make_node: MakeServer, database_url: str) -> None:
    psql(database_url, f"ALTER DATABASE {urlsplit(database_url).path[1:]} SET synchronous_commit = off")
    assert "synchronous_commit" in refuses(make_node(database_url, start=False))


# Servers.


@pytest.fixture(scope="module")
def guarded() -> Iterator[Postgres]:
    """Asks for a password and knows no encryption."""
    with Postgres(PASSWORD) as server:
        yield server


def test_the_server_that_takes_writes_is_found_wherever_it_stands_in_the_url(
    make_node: MakeServer, guarded: Postgres
) -> None:
    gone = free_port()
    with guarded.standby() as standby:
        url = guarded.url.replace(f":{guarded.port}/", ":{},127.0.0.1:{}/")
        for first, second in ((gone, guarded.port), (standby.port, guarded.port), (guarded.port, standby.port)):
            node = make_node(url.format(first, second))
            assert node.tables()
            node.stop()
        both = refuses(make_node(url.format(gone, standby.port), start=False))
        assert f":{gone}" in both and f":{standby.port}" in both and "read-only" in both


@pytest.mark.parametrize("what", ["nobody listens", "nobody answers", "no such database", "wrong password"])
def test_a_database_that_cannot_be_used_is_told_in_one_line(
    make_node: MakeServer, guarded: Postgres, what: str
) -> None:
    url = {
        "nobody listens": guarded.url.replace(str(guarded.port), str(free_port())),
        "no such database": guarded.url_of("nothing"),
        "wrong password": guarded.url.replace("ssword", "ssw0rd"),
    }
    if what == "nobody answers":
        guarded.freeze()
    try:
        assert "database_url" in refuses(make_node(url.get(what, guarded.url), start=False))
    finally:
        guarded.thaw()


def test_statements_that_were_given_up_do_not_pile_up_behind_a_lock(
    make_node: MakeServer, database_url: str
) -> None:
    """While an operator holds a table, each request is answered 503: none may leave a connection behind that waits."""
    node = make_node(database_url)
    name = urlsplit(database_url).path[1:]
    waiting = f"""SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"""
    with Popen(["psql", "-qAt", database_url], stdin=PIPE, stdout=PIPE, text=True) as operator:
        assert operator.stdin and operator.stdout
        operator.stdin.write("BEGIN; LOCK TABLE sign_ups; SELECT 'held';\n")
        operator.stdin.flush()
        assert operator.stdout.readline() == "held\n"
        answers = race(node, "/sign-up", [Person().credentials() for _ in range(20)])
        assert {status for status, _ in answers} == {503}
        until(lambda: psql(database_url, waiting) == [("0",)], "nobody to wait for the lock")
        operator.stdin.write("ROLLBACK;\n")
        operator.stdin.close()
    assert node.rows("sign_ups") == 0
    assert [status for status, _ in race(node, "/sign-up", [Person().credentials()])] == [202]


# Certificates.


@pytest.fixture(scope="module")
def encrypted(authority: Authority) -> Iterator[Postgres]:
    """Lets nobody in who does not encrypt."""
    with Postgres(PASSWORD, authority) as server:
        yield server


def is_encrypted(server: Postgres) -> bool:
    sql = """SELECT bool_and(ssl), count(*) > 0 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""
    return server.execute(sql) == [("t", "t")]


@pytest.mark.parametrize("trust", ["sslrootcert", "sslrootcert, require", "sslrootcert, verify-ca", "SSL_CERT_FILE"])
def test_a_certificate_is_verified_by_the_authority_that_is_named(
    make_node: MakeServer, encrypted: Postgres, authority: Authority, trust: str
) -> None:
    mode = trust.rpartition(", ")[2] if "," in trust else "verify-full"
    url = encrypted.url_of("postgres", sslmode=mode)
    env = {}
    if trust == "SSL_CERT_FILE":
        url, env = url.partition("?")[0] + "?sslmode=verify-full", {"SSL_CERT_FILE": str(authority.certificate)}
    node = make_node(url, **env)
    assert is_encrypted(encrypted)
    assert "hush" not in node.log


def test_on_this_machine_what_the_server_offers_is_taken(make_node: MakeServer, encrypted: Postgres) -> None:
    make_node(encrypted.url.partition("?")[0])
    assert is_encrypted(encrypted)


def test_no_encryption_is_asked_for_by_name(make_node: MakeServer, encrypted: Postgres, guarded: Postgres) -> None:
    make_node(guarded.url_of("postgres", sslmode="disable"))
    # Not the other way round: what is asked for encrypted is never sent in clear.
    refuses(make_node(guarded.url_of("postgres", sslmode="verify-full"), start=False))
    refuses(make_node(encrypted.url_of("postgres", sslmode="disable"), start=False))


def test_certificates_of_others_of_another_host_or_of_yesterday_are_refused(
    make_node: MakeServer, encrypted: Postgres, authority: Authority, tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger", "Somebody else")
    refuses(make_node(encrypted.url_of("postgres", sslrootcert=str(stranger.certificate)), start=False))
    # Without a root named: the machine's authorities do not know ours.
    refuses(make_node(encrypted.url.partition("?")[0] + "?sslmode=verify-full", start=False))
    try:
        encrypted.show(make_authority(tmp_path / "elsewhere", "An authority", names="DNS:db.example"))
        for mode in ("verify-full", "verify-ca", "require"):
            assert "db.example" in refuses(make_node(encrypted.url_of("postgres", sslmode=mode), start=False))
        encrypted.show(make_authority(tmp_path / "expired", "An authority", days=-1))
        for mode in ("verify-full", "verify-ca"):
            assert "xpired" in refuses(make_node(encrypted.url_of("postgres", sslmode=mode), start=False))
    finally:
        encrypted.show(authority)


@pytest.mark.parametrize("mode", ["prefer", "allow"])
def test_encryption_that_verifies_nothing_is_refused_beyond_this_machine(make_node: MakeServer, mode: str) -> None:
    url = f"postgres://ada:hush%20hush@db.example/countersign?sslmode={mode}"
    assert "sslmode" in refuses(make_node(url, start=False), code=2)


def test_a_service_on_an_encrypted_connection_works_as_any(make_service: Callable[..., Service], encrypted: Postgres) -> None:
    service = make_service(COUNTERSIGN_DATABASE_URL=encrypted.url, COUNTERSIGN_SECRET_KEY=KEY)
    service.account(Person())
