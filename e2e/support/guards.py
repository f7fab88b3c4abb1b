"""The guards of scripts/guards.toml taken away one by one in a copy of the repository, to see which tests notice.

All of them are built at once: in the copy each guard's text becomes a choice between itself and what goes instead, made
by a variable of the environment when the test runs. So one build shows every guard.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = ROOT / "scripts" / "guards.toml"

WORK = ROOT / "target" / "guards"
COPY = WORK / "copy"
BUILD = WORK / "build"

VARIABLE = "GUARD_REMOVED"

# The test binaries by the names that the list gives them: package, and the option of cargo that picks the binary.
BINARIES = {
    "core": ("countersign-core", "--lib"),
    "store_unit": ("countersign-store", "--lib"),
    "store": ("countersign-store", "--test=contract"),
    "unit": ("countersign", "--lib"),
    "it": ("countersign", "--test=it"),
}

# The files and folders of our own in a target folder; everything else there is as good for the copy.
OURS = re.compile(r"(lib)?(countersign|it-|contract-|house-)")

# A test that waits for what a guard would have done ends here, and has noticed.
LONGEST = 600

# What is written by a script need not be beautiful.
QUIET = "#![allow(warnings)]\n"

# What the replaced texts ask, and a place for what one text of a guard hands to another.
CHOICE = f"""
pub(crate) fn removed(guard: &str) -> bool {{
    static REMOVED: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    REMOVED.get_or_init(|| std::env::var("{VARIABLE}").unwrap_or_default()) == guard
}}
pub(crate) static SAID: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
"""


class Unfit(Exception):
    """The list does not fit the code."""


@dataclass(frozen=True)
class Edit:
    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Guard:
    id: str
    removed: str
    edits: tuple[Edit, ...]
    # The beginnings of the names of the tests that may notice, by their binary.
    tests: Mapping[str, tuple[str, ...]]

    @property
    def design(self) -> str:
        return self.id.split(".")[0]


@dataclass
class Seen:
    """What came of the tests that were run without a guard."""

    failed: list[str] = field(default_factory=list)
    passed: int = 0
    did_not_end: bool = False

    @property
    def is_noticed(self) -> bool:
        return bool(self.failed) or self.did_not_end


def read() -> list[Guard]:
    def edit(table: Mapping[str, str]) -> Edit:
        return Edit(table["file"], table["old"], table["new"])

    return [
        Guard(
            id=table["id"],
            removed=table["removed"],
            edits=tuple(edit(part) for part in [table, *table.get("also", [])]),
            tests={binary: tuple(names) for binary, names in table["tests"].items()},
        )
        for table in tomllib.loads(LIST.read_text())["guard"]
    ]


# The copy.


def copy(guards: Sequence[Guard]) -> None:
    """The files that git knows, as they are now, with the choices of all guards. What is there already stays as it is,
    and is not built again."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    files = {name: (ROOT / name).read_bytes() for name in listed if name and (ROOT / name).is_file()}
    files |= removable(guards)
    for name, content in files.items():
        target = COPY / name
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in [path for path in COPY.rglob("*") if path.is_file() and str(path.relative_to(COPY)) not in files]:
        path.unlink()


def removable(guards: Sequence[Guard]) -> dict[str, bytes]:
    """The files that guards are in, with their choices."""
    edits: dict[str, list[tuple[Guard, Edit]]] = {
        f"crates/{crate}/src/lib.rs": [] for crate in ("core", "store", "countersign")
    }
    for guard in guards:
        for edit in guard.edits:
            edits.setdefault(edit.path, []).append((guard, edit))
    files = {}
    for path, of_file in edits.items():
        text = with_choices(path, (ROOT / path).read_text(), of_file)
        files[path] = (QUIET + text + CHOICE if path.endswith("/src/lib.rs") else text).encode()
    return files


def with_choices(path: str, text: str, edits: Sequence[tuple[Guard, Edit]]) -> str:
    for guard, edit in edits:
        if (times := text.count(edit.old)) != 1:
            raise Unfit(f"{guard.id}: its text is {times} times in {path}, not once")
    # A constant text of a function can only be chosen as a whole, and several guards may be parts of it.
    chosen: dict[tuple[int, int], list[tuple[Guard, str]]] = {}
    constants = list(re.finditer(r'const (\w+: )&str =\s*("(?:[^"\\]|\\.)*");', text))
    for guard, edit in edits:
        start = text.index(edit.old)
        span, new = (start, start + len(edit.old)), edit.new
        for constant in constants:
            if constant.start(2) < span[0] and span[1] < constant.end(2):
                span, new = constant.span(), constant.group(2).replace(edit.old, edit.new)
        chosen.setdefault(span, []).append((guard, new))
    end = len(text) + 1
    for (first, last), choices in sorted(chosen.items(), reverse=True):
        if last > end:
            raise Unfit(f"{choices[0][0].id}: its text overlaps with another guard's in {path}")
        end = first
        text = text[:first] + choice(text[first:last], choices) + text[last:]
    return text


def choice(old: str, choices: Sequence[tuple[Guard, str]]) -> str:
    """An expression, statements, or the definition of a constant that is made a variable."""
    if any("REMOVED" in new for _, new in choices):
        [(guard, new)] = choices
        return new.replace("REMOVED", removed(guard))
    constant = re.match(r"const (\w+: )(&str) =\s*(.*);", old, re.DOTALL)
    kept = constant[3] if constant else old
    ladder = "".join(f"if {removed(guard)} {{ {new} }} else " for guard, new in choices) + f"{{ {kept} }}"
    if constant:
        return f"let {constant[1]}&'static str = {ladder};"
    return ladder if old.endswith((";", "}")) else f"({ladder})"


def removed(guard: Guard) -> str:
    return f'crate::removed("{guard.id}")'


# The build and the tests.


def lend_dependencies() -> None:
    """What was built of other people's crates need not be built again. Compiled files are replaced and never written
    to, so they can be the same on disk; the small ones beside them are copied."""
    source, target = ROOT / "target" / "debug", BUILD / "debug"
    if target.exists() or not source.exists():
        return
    for part in ("deps", "build", ".fingerprint"):
        for folder, folders, files in os.walk(source / part):
            folders[:] = [name for name in folders if not OURS.match(name)]
            to = target / Path(folder).relative_to(source)
            to.mkdir(parents=True, exist_ok=True)
            for name in (name for name in files if not OURS.match(name)):
                if name.endswith((".rlib", ".rmeta", ".so")):
                    os.link(Path(folder) / name, to / name)
                else:
                    shutil.copy2(Path(folder) / name, to / name)


def build(names: Iterable[str]) -> dict[str, Path]:
    """These test binaries, with all guards as choices."""
    # Line numbers are of no use in a copy, and the slow half of building it.
    environment = os.environ | {"CARGO_TARGET_DIR": str(BUILD), "CARGO_PROFILE_DEV_DEBUG": "0"}
    options: dict[str, list[str]] = {}
    for name in sorted(names):
        package, option = BINARIES[name]
        options.setdefault(package, []).append(option)
    found = {}
    for package, of_package in options.items():
        built = subprocess.run(
            ["cargo", "test", "--no-run", "--message-format=json-render-diagnostics", "-p", package, *of_package],
            cwd=COPY, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        if built.returncode:
            raise Unfit(f"{package} does not compile with what goes instead of its guards")
        for message in map(json.loads, built.stdout.splitlines()):
            if message["reason"] == "compiler-artifact" and message["profile"]["test"] and message["executable"]:
                target = message["target"]
                option = "--lib" if "lib" in target["kind"] else f"--test={target['name']}"
                found[package, option] = Path(message["executable"])
    return {name: found[BINARIES[name]] for name in names}


def run(binaries: Mapping[str, Path], tests: Mapping[str, Sequence[str]], guard: str = "") -> Seen:
    """Runs the tests whose names have one of these beginnings, without one guard, or with all."""
    seen = Seen()
    environment = {**os.environ, VARIABLE: guard}
    for name, beginnings in tests.items():
        listed = subprocess.run(
            [binaries[name], "--list", "--format=terse"], stdout=subprocess.PIPE, check=True, text=True
        ).stdout.splitlines()
        known = [line.removesuffix(": test") for line in listed]
        for beginning in beginnings:
            if not any(test.startswith(beginning) for test in known):
                raise Unfit(f"{guard}: no test of {name} begins with {beginning}")
        wanted = [test for test in known if test.startswith(tuple(beginnings))]
        folder = COPY / "crates" / BINARIES[name][0].removeprefix("countersign-")
        with subprocess.Popen(
            [binaries[name], "--exact", *wanted], cwd=folder, env=environment, text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                told = process.communicate(timeout=LONGEST)[0]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                told, seen.did_not_end = process.communicate()[0], True
        results = re.findall(r"^test (\S+) \.\.\. .*?(ok|FAILED)$", told, re.MULTILINE)
        seen.passed += sum(result == "ok" for _, result in results)
        seen.failed += [shown(name, test) for test, result in results if result == "FAILED"]
        if process.returncode and not seen.is_noticed:
            raise Unfit(f"{guard}: the tests of {name} ended by themselves:\n{told[-2_000:]}")
    seen.failed = sorted(set(seen.failed))
    return seen


def shown(binary: str, test: str) -> str:
    """One name for a case on every database; unit tests are called after their crate."""
    test = re.sub(r"::(sqlite|postgres)$", "", test).replace("::tests::", "::")
    return f"{binary.removesuffix('_unit').replace('unit', 'countersign')}::{test}"
