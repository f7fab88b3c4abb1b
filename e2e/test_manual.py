"""What a package carries beside the program: completions that complete, manual pages that can be read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support.server import BINARY

# What the shell does when somebody types the line and presses the tabulator.
COMPLETE = """
source {script}
COMP_WORDS=({line})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
COMP_LINE='{line}'
COMP_POINT=${{#COMP_LINE}}
function=$(complete -p countersign | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$function" countersign "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def run(*command: str | Path, **options: object) -> str:
    # A configuration that would not start is none of their business.
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "COUNTERSIGN_LISTEN": "nowhere", "LC_ALL": "C.UTF-8"}
    settings = {"env": environment, "stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "timeout": 60}
    done = subprocess.run([str(word) for word in command], **settings | options)  # type: ignore[call-overload]
    assert done.returncode == 0, done
    return done.stdout


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("countersign mai", {"mail"}),
        ("countersign mail re", {"retry", "release"}),
        ("countersign doctor --dkim", {"--dkim-selector"}),
        ("countersign account role grace@example.org n", {"none"}),
        ("countersign serve --trusted", {"--trusted-proxies"}),
        ("countersign completions b", {"bash"}),
    ],
)
def test_bash_completes(binary: Path, tmp_path: Path, line: str, offered: set[str]) -> None:
    script = tmp_path / "countersign.bash"
    script.write_text(run(binary, "completions", "bash"))
    found = run("bash", "--norc", "--noprofile", "-c", COMPLETE.format(script=script, line=line), cwd=tmp_path)
    assert set(found.split()) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish", "elvish", "powershell"])
def test_other_shells_get_scripts_of_their_own(binary: Path, shell: str) -> None:
    script = run(binary, "completions", shell)
    assert "dkim-selector" in script and "send-test" in script
    assert script != run(binary, "completions", "bash")


def test_manual_pages_can_be_read(binary: Path, tmp_path: Path) -> None:
    assert "pages into" in run(binary, "man", tmp_path / "man1")
    pages = sorted((tmp_path / "man1").iterdir())
    assert {"countersign.1", "countersign-doctor.1", "countersign-mail-send-test.1"} <= {page.name for page in pages}
    for page in pages:
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-z", str(page)], capture_output=True, text=True, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, ""), page
    words = run("man", "-P", "cat", "-l", tmp_path / "man1" / "countersign-config-show.1")
    assert "countersign config show --json" in words and "SETTINGS" in words and "--trusted-proxies" not in words


def test_the_first_page_tells_all_settings(binary: Path) -> None:
    page = run(binary, "man")
    for word in (".SH ENVIRONMENT", "COUNTERSIGN_DATABASE_URL_FILE", "\\-\\-trusted\\-proxies", ".SH EXAMPLES"):
        assert word in page, word


def test_help_ends_with_examples(binary: Path) -> None:
    for command in ((), ("mail", "send-test"), ("config", "show")):
        words = run(BINARY, *command, "--help")
        assert "Examples:\n  countersign" in words, command
