"""How it is installed: the Makefile's commands, and the image, built where docker runs."""

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IGNORED = [
    line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")
]
TAG = "ketamine-qa-tried"


def steps(name: str) -> list[str]:
    """The Dockerfile's instructions of that name, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^\s*{name}\s+(.*)$", joined, re.MULTILINE)


def made_by(*arguments: str) -> list[str]:
    """The commands that make would run, none of them run."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine")
    finished = subprocess.run(
        ["make", "--dry-run", "--always-make", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return finished.stdout.splitlines()


def test_wheels_are_collected_with_the_versions_that_were_tried() -> None:
    (collecting,) = [one for one in made_by("wheels") if " pip " in one]
    assert " wheel -c constraints.txt -w wheels " in collecting
    assert all(one in collecting.split() for one in ("torch", "'.[dev]'", "'setuptools>=77'"))


def test_an_install_from_wheels_asks_no_index() -> None:
    installing = [one for one in made_by("setup", "WHEELS=some") if " install " in one]
    assert len(installing) == 2
    assert all("-c constraints.txt --no-index --find-links some " in one for one in installing)
    usual = [one for one in made_by("setup") if " install " in one]
    assert len(usual) == 2
    assert not any("--no-index" in one for one in usual)


def test_what_the_image_copies_is_there_and_is_not_ignored() -> None:
    copied = [path for line in steps("COPY") for path in line.split()[:-1]]
    assert {"ingest/", "qa_app/", "corpus/", "constraints.txt", "pyproject.toml"} <= set(copied)
    for path in copied:
        assert (ROOT / path).exists(), path
        assert not any(fnmatch(path.rstrip("/"), one) for one in IGNORED), path


def test_no_conversation_gets_into_an_image() -> None:
    assert {".data", ".store", ".git", ".venv"} <= set(IGNORED)
    assert "/app/.data" in steps("VOLUME")


def test_the_image_runs_as_nobody_in_particular_and_asks_for_its_health() -> None:
    assert steps("USER") == ["keeper"]
    assert DOCKERFILE.index("USER keeper") < DOCKERFILE.index("python -m ingest")
    (health,) = steps("HEALTHCHECK")
    assert '"doctor", "--running"' in health


def test_the_image_brings_nothing_from_elsewhere() -> None:
    assert steps("ADD") == []
    assert not re.search(r"\b(curl|wget|apt-get|git clone)\b|https?://", DOCKERFILE)
    assert "torch==" in (ROOT / "constraints.txt").read_text()
    assert all("-c constraints.txt" in one for one in steps("RUN") if "pip install" in one)


@pytest.mark.slow
def test_the_commands_of_the_image_are_ours() -> None:
    found = re.findall(r'"-m", "(qa_app)", "(\w+)"([^\]]*)', DOCKERFILE)
    assert {command for _, command, _ in found} == {"doctor", "chat"}
    for module, command, rest in found:
        said = subprocess.run(
            [sys.executable, "-m", module, command, "--help"],
            cwd=ROOT, capture_output=True, text=True, check=True, env={"COLUMNS": "200"},
        ).stdout  # fmt: skip
        assert all(option in said for option in re.findall(r"--[a-z-]+", rest))


def test_compose_keeps_the_conversations_and_listens_on_this_machine_only() -> None:
    chat = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["chat"]
    assert chat["volumes"] == ["conversations:/app/.data"]
    assert chat["ports"] == ["127.0.0.1:8501:8501"]
    assert "8501" in steps("EXPOSE")


@pytest.mark.slow
def test_the_image_is_built_and_answers_without_a_network() -> None:
    if shutil.which("docker") is None:
        pytest.skip("no docker on this machine")
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.skip("docker is here, but its service does not run")
    subprocess.run(["docker", "build", "--quiet", "--tag", TAG, "."], cwd=ROOT, check=True)
    alone = ["docker", "run", "--rm", "--network", "none", TAG, "python", "-m", "qa_app"]
    asked = subprocess.run(
        [*alone, "ask", "How long does pain relief last in CRPS?"], capture_output=True, check=False
    )
    assert asked.returncode == 0
    assert subprocess.run([*alone, "doctor"], capture_output=True, check=False).returncode == 0
