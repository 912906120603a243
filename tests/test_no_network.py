"""With no network but the machine's own: ingest, ask and the chat work, and so does the export."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
# A network namespace of its own, with nothing in it but 127.0.0.1.
ALONE = ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
STEPS = """
import json, socket, subprocess, sys, time, urllib.request
from pathlib import Path

said = {}
with socket.socket() as probe:
    probe.settimeout(5)
    try:
        probe.connect(("192.0.2.1", 80))
        said["outside"] = "reached"
    except OSError as error:
        said["outside"] = error.strerror

def run(*arguments):
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True)

store = sys.argv[1]
ingest = run("ingest", "corpus", "--store", store, "--json")
said["ingest"] = ingest.stderr if ingest.returncode else len(json.loads(ingest.stdout)["added"])
question = "How long does pain relief last in CRPS?"
ask = run("qa_app", "ask", question, "--store", store, "--json")
said["ask"] = ask.stderr if ask.returncode else json.loads(ask.stdout)["status"]
command = [sys.executable, "-m", "qa_app", "chat", "--store", store, "--port", "8599"]
with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as chat:
    for path in ("_stcore/health", ""):
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:8599/{path}", timeout=5) as reply:
                    said[path or "page"] = reply.read().decode()
                    break
            except OSError as error:
                said[path or "page"] = str(error)
                time.sleep(0.2)
    chat.terminate()
print(json.dumps(said))
"""


def steps_alone(tmp_path: Path, **environment: str) -> dict[str, object]:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("this machine has no unshare or no ip")
    tried = subprocess.run([*ALONE, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no network namespace may be made here: {tried.stderr.strip()}")
    finished = subprocess.run(
        [*ALONE, sys.executable, "-c", STEPS, str(tmp_path / "store")],
        cwd=ROOT,
        env={**os.environ, "KETAMINE_QA_DATA": str(tmp_path / "data"), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr
    said: dict[str, object] = json.loads(finished.stdout)
    return said


def check(said: dict[str, object]) -> None:
    texts = sum(1 for path in (ROOT / "corpus").rglob("*.md") if path.name != "README.md")
    page = str(said.pop("page"))
    assert said == {
        "outside": "Network is unreachable",
        "ingest": texts,
        "ask": "answered",
        "_stcore/health": "ok",
    }
    assert '<div id="root">' in page


@pytest.mark.usefixtures("real_encoder")  # exported once, before
def test_ingest_ask_and_chat_need_no_network(tmp_path: Path) -> None:
    check(steps_alone(tmp_path))


@pytest.mark.long
def test_the_first_use_of_the_model_needs_no_network(tmp_path: Path) -> None:
    check(steps_alone(tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache")))
