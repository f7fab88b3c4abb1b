"""A bare Debian in a folder, by debootstrap, and our package in it: what it puts where, whether it works as its unit has it, an
upgrade, and what is left when it goes. systemd is there to look at the units and to enable them, but runs nothing: what it would
do for the service is done here by hand. Needs root; talks to loopback only, and to Debian's mirror.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.browser import Browser
from support.mails import Mail
from support.older import Older, restore_sqlite
from support.people import Person
from support.ports import free_port
from support.server import PUBLIC_URL, ROOT, running, status_of
from support.waiting import until

# The first of those that systemd takes for DynamicUser=.
USER = 61184
# Where systemd looks for a program whose unit names no folder (systemd.service(5), "COMMAND LINES").
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SETTINGS = "etc/countersign/countersign.toml"
SECRETS = ("secret_key", "database_url", "mail_url")
# What the package manager and the machine write down for themselves.
BOOKS = ("var/lib/dpkg/", "var/log/", "var/cache/", "run/", "tmp/", "proc/", "dev/")
PLACES = {
    "usr/bin/countersign": 0o755,
    "usr/sbin/countersign-run": 0o755,
    "usr/lib/systemd/system/countersign.service": 0o644,
    "usr/lib/systemd/system/countersign-worker@.service": 0o644,
    "usr/share/man/man1/countersign.1.gz": 0o644,
    "usr/share/bash-completion/completions/countersign": 0o644,
    "usr/share/zsh/vendor-completions/_countersign": 0o644,
    "usr/share/fish/vendor_completions.d/countersign.fish": 0o644,
    "usr/share/doc/countersign/copyright": 0o644,
    "usr/share/doc/countersign/countersign.cdx.json": 0o644,
    "etc/countersign": 0o755,
    SETTINGS: 0o644,
} | {f"etc/countersign/{name}": 0o600 for name in SECRETS}


class BareDebian:
    def __init__(self, root: Path) -> None:
        self.root = root
        release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
        self.name = "Debian " + release["VERSION_ID"].strip('"')
        mirror = subprocess.check_output(["apt-get", "indextargets", "--format", "$(REPO_URI)"], text=True).split()[0]
        command = ["debootstrap", "--variant=minbase", "--include=ca-certificates,man-db,systemd"]
        made = subprocess.run(
            [*command, release["VERSION_CODENAME"], str(root), mirror], stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stdout[-2_000:] + made.stderr
        # Closed to all; systemd lets a service into its own part of it. Here the user has to pass.
        (root / "var/lib/private").chmod(0o711)

    def run(self, *command: str) -> str:
        environment = {"PATH": PATH, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "MANWIDTH": "100"}
        done = subprocess.run(
            ["chroot", str(self.root), *command], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        assert done.returncode == 0, (command, done.stdout[-2_000:], done.stderr)
        return done.stdout

    def install(self, package: Path) -> None:
        shutil.copy(package, self.root / "tmp")
        self.run("dpkg", "--install", f"/tmp/{package.name}")

    def everything(self) -> set[str]:
        """Every path, but for the books that are kept of them."""
        paths = (
            str(Path(folder, name).relative_to(self.root))
            for folder, folders, files in os.walk(self.root)
            for name in folders + files
        )
        return {path for path in paths if not path.startswith(BOOKS)}


class Installed:
    """The service as its unit has it: user, command, environment, credentials and folder. A `Site` for browsers."""

    base_url = PUBLIC_URL
    secure = True

    def __init__(self, debian: BareDebian, unit: str = "countersign.service") -> None:
        self.debian = debian
        self.unit = unit
        self.port, self.ops_port = free_port(), free_port()
        self.state = debian.root / "var/lib/private/countersign"
        self.log_path = debian.root / "tmp/countersign.log"
        # As an operator has them, here on ports that nobody else has.
        ours = {"base_url": PUBLIC_URL, "mail_from": "Example <no-reply@example.org>"}
        ours |= {"listen": f"127.0.0.1:{self.port}", "ops_listen": f"127.0.0.1:{self.ops_port}"}
        with (debian.root / SETTINGS).open("a") as file:
            file.writelines(f'{name} = "{value}"\n' for name, value in ours.items())
        # StateDirectory= of a user that exists only meanwhile.
        self.state.mkdir(mode=0o700)
        os.chown(self.state, USER, USER)
        (debian.root / "var/lib/countersign").symlink_to("private/countersign")

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def said(self, setting: str) -> list[str]:
        text = (self.debian.root / "usr/lib/systemd/system" / self.unit).read_text()
        return re.findall(rf"^{setting}=(.*)$", text, re.MULTILINE)

    def credentials(self) -> str:
        """What LoadCredential= hands over, for this user only; the folder that %d stands for."""
        folder = self.debian.root / "run/credentials" / self.unit
        folder.mkdir(parents=True, exist_ok=True)
        for line in self.said("LoadCredential"):
            name, _, source = line.partition(":")
            shutil.copy(self.debian.root / source[1:], folder / name)
            (folder / name).chmod(0o400)
            os.chown(folder / name, USER, USER)
        return f"/{folder.relative_to(self.debian.root)}"

    @contextmanager
    def serving(self) -> Iterator[None]:
        [command], [folder], [umask] = self.said("ExecStart"), self.said("WorkingDirectory"), self.said("UMask")
        credentials = self.credentials()
        environment = dict(line.replace("%d", credentials).split("=", 1) for line in self.said("Environment"))
        become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs", "--bounding-set=-all"]
        with self.log_path.open("ab") as log:
            process = subprocess.Popen(
                ["chroot", str(self.debian.root), *become, "env", f"--chdir={folder}", *command.split()],
                env={"PATH": PATH} | environment,
                umask=int(umask, 8),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        with running(process):
            until(lambda: self.is_ready(process), "the installed service to be ready", 20)
            yield

    def is_ready(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, self.log
        return status_of(f"127.0.0.1:{self.ops_port}", "/readyz") == 200

    def sign_up(self) -> Person:
        """Somebody with an account, by the mail that lies in the folder of the service."""
        person, browser = Person(), Browser(self)
        browser.api("POST", "/sign-up", **person.credentials()).expect(202)
        [path] = until(lambda: list((self.state / "mails").glob("*.eml")), "the mail")
        browser.api("POST", "/confirm", token=Mail(path.read_bytes()).token).expect(200)
        assert browser.signed_in_as() == person.email
        return person

    def sign_in(self, person: Person) -> None:
        Browser(self).api("POST", "/sign-in", **person.credentials()).expect(200)


def try_package(package: Path, older: Path) -> str:
    """The package, and one of the same that says that it is older. Raises what is wrong; says what was done."""
    with tempfile.TemporaryDirectory() as name:
        debian = BareDebian(Path(name) / "root")
        bare = debian.everything()
        works_and_goes(debian, package)
        assert debian.everything() == bare, debian.everything() ^ bare
        is_upgraded(debian, older, package)
        debian.run("dpkg", "--purge", "countersign")
        assert debian.everything() == bare, debian.everything() ^ bare
    return (
        f"in a bare {debian.name} the package worked as its unit has it (somebody signed up and in), was upgraded on a database "
        "of the first version, and left nothing behind when it was purged"
    )


def works_and_goes(debian: BareDebian, package: Path) -> None:
    debian.install(package)
    modes = {place: (debian.root / place).stat() for place in PLACES}
    assert {place: stat.S_IMODE(found.st_mode) for place, found in modes.items()} == PLACES
    assert {(found.st_uid, found.st_gid) for found in modes.values()} == {(0, 0)}
    key = (debian.root / "etc/countersign/secret_key").read_text()
    assert re.fullmatch(r"[0-9a-f]{64}", key.strip()), "no key"
    conffiles = debian.run("dpkg-query", "--show", "--showformat=${Conffiles}", "countersign")
    assert [line.split()[0] for line in conffiles.strip().splitlines()] == [f"/{SETTINGS}"]
    assert "countersign doctor" in debian.run("man", "countersign").replace("\u2010", "-")
    completes = "source /usr/share/bash-completion/completions/countersign && complete -p countersign"
    assert "countersign" in debian.run("bash", "-c", completes)
    units = ("countersign.service", "countersign-worker@1.service")
    debian.run("systemd-analyze", "verify", *units)
    debian.run("systemctl", "enable", *units)

    service = Installed(debian)
    settings = (debian.root / SETTINGS).read_text()
    with service.serving():
        assert status_of(f"127.0.0.1:{service.ops_port}", "/healthz") == 200
        person = service.sign_up()
    # Nobody but the service can read what it has written.
    written = [service.state, *service.state.rglob("*")]
    assert all(path.stat().st_uid == USER and not path.stat().st_mode & 0o077 for path in written), written

    debian.run("dpkg", "--remove", "countersign")
    left = {path for path in debian.everything() if "countersign" in path}
    assert not [path for path in left if not path.startswith(("etc/countersign", "var/lib"))], left
    # Who comes back finds everything as it was.
    debian.install(package)
    assert (debian.root / SETTINGS).read_text() == settings
    assert (debian.root / "etc/countersign/secret_key").read_text() == key
    with service.serving():
        service.sign_in(person)
    debian.run("dpkg", "--purge", "countersign")


def is_upgraded(debian: BareDebian, older: Path, package: Path) -> None:
    debian.install(older)
    service = Installed(debian)
    settings = (debian.root / SETTINGS).read_text()
    known = Older.read("first", "sqlite")
    secret_key = debian.root / "etc/countersign/secret_key"
    secret_key.write_text(known.key + "\n")
    database = service.state / "countersign.db"
    restore_sqlite("first", database)
    os.chown(database, USER, USER)

    debian.install(package)
    assert (debian.root / SETTINGS).read_text() == settings
    assert secret_key.read_text() == known.key + "\n" and stat.S_IMODE(secret_key.stat().st_mode) == 0o600
    with service.serving():
        service.sign_in(known.people["session and reset link"].person)
    applied = subprocess.check_output(["sqlite3", database, "SELECT count(*) FROM _sqlx_migrations"], text=True)
    assert int(applied) == len(list((ROOT / "crates/store/migrations").glob("*.sql")))
