"""The README against the repository: its tree, its commands and its example."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
if not README.is_file():
    pytest.skip("there is no README.md yet", allow_module_level=True)

TEXT = README.read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [body for found, body in BLOCKS if found == language]


def tree() -> str:
    """The block whose first column names the packages."""
    found = [body for body in blocks("") + blocks("text") if re.search(r"^ingest/", body, re.M)]
    assert found, "the README shows no tree of the folders"
    return found[0]


def paths_in_tree() -> list[str]:
    """Every path that the tree names, with the folder that its indentation puts it in."""
    paths: list[str] = []
    above: list[tuple[int, str]] = []
    for line in tree().splitlines():
        plain = re.sub(r"[│├└─]", " ", line)
        if not plain.strip():
            continue
        depth = len(plain) - len(plain.lstrip())
        first, *more = re.split(r",? +", re.split(r" {2,}", plain.strip())[0])
        above = [one for one in above if one[0] < depth]
        folder = "".join(name for _, name in above)
        if not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?", first):
            continue
        if first.rstrip("/") == ROOT.name or first in (".", "./"):
            continue
        paths.append(folder + first)
        paths += [folder + one for one in more if re.fullmatch(r"[\w-]+\.\w+", one)]
        if first.endswith("/"):
            above.append((depth, first))
    return paths


def tracked_folders() -> set[str]:
    """The top-level folders that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {one.split("/")[0] for one in listed if "/" in one and not one.startswith(".")}


def test_every_path_in_the_tree_exists() -> None:
    paths = paths_in_tree()
    assert len(paths) >= 5
    # The store, and whatever else is made by running, need not be there yet.
    made = {".store/", ".data/", ".venv/"}
    assert [one for one in paths if one not in made and not (ROOT / one).exists()] == []


def test_every_top_level_folder_is_in_the_tree() -> None:
    named = {one.split("/")[0] for one in paths_in_tree()}
    assert tracked_folders() - named == set()


def commands() -> list[str]:
    """The command lines of the sh blocks, continued lines joined, comments left out."""
    lines = "\n".join(blocks("sh") + blocks("bash")).replace("\\\n", " ").splitlines()
    plain = (re.sub(r"(?:^|\s)#.*", "", line).strip().removeprefix("$ ") for line in lines)
    return [one for line in plain for one in re.split(r"\s*&&\s*", line) if one]


@cache
def help_of(module: str, command: str | None = None) -> str:
    arguments = [module, *([command] if command else []), "--help"]
    finished = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "300", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, f"python -m {' '.join(arguments)}: {finished.stderr}"
    return finished.stdout


def test_the_readme_has_commands() -> None:
    assert any(one.startswith("make ") for one in commands())


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    wanted = {
        word
        for one in commands()
        if re.match(r"(?:\w+=\S+ )*make\b", one)
        for word in re.sub(r"^(?:\w+=\S+ )*make", "", one).split()
        if not word.startswith("-") and "=" not in word
    }
    assert wanted - targets == set()


@pytest.mark.slow
def test_every_module_command_and_option_exists() -> None:
    for line in commands():
        found = re.search(r"\bpython3? -m ([\w.]+)(.*)", line)
        if found is None or not found[1].startswith(("ingest", "qa_app", "evals")):
            continue
        module, rest = found[1], re.sub(r"\"[^\"]*\"|'[^']*'", "TEXT", found[2])
        words = rest.split()
        has_commands = "Commands" in help_of(module)
        command = words[0] if has_commands and words and not words[0].startswith("-") else None
        said = help_of(module, command)
        for option in re.findall(r"(?<!\S)(--?[a-z][\w-]*)", rest):
            assert option in said, f"{line}: no {option}"


def test_the_example_runs(
    make_store: Callable[[dict[str, str]], Path],
    words_encoder: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    examples = blocks("python")
    assert examples, "the README shows no example in Python"
    store = make_store(
        {"crps.md": "---\nyear: 2009\n---\n# Ketamine in CRPS\n\nPain relief lasted 11 weeks.\n"}
    )
    monkeypatch.setenv("KETAMINE_QA_STORE", str(store))
    monkeypatch.setattr("qa_app.assemble.load_encoder", lambda: words_encoder)
    for example in examples:
        exec(compile(example, str(README), "exec"), {"__name__": "readme"})
    assert "Pain relief lasted 11 weeks." in capsys.readouterr().out
