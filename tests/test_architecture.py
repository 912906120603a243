"""The arrows between the parts, and which file may name which outside library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("ingest", "qa_app", "evals")

# Each part, and the parts that it may import.
ARROWS = {"ingest": {"ingest"}, "qa_app": {"qa_app", "ingest"}, "evals": set(PARTS)}

# Each outside library, and the files or folders that may name it.
NAMED_IN = {
    "sentence_transformers": (
        "ingest/embed.py",
        "qa_app/reading/cross_encoder.py",
        "evals/speed.py",
        "evals/tutorial.py",
    ),
    "onnxruntime": ("ingest/graph.py", "evals/speed.py", "evals/training"),
    "torch": (
        "ingest/embed.py",
        "ingest/export.py",
        "qa_app/reading/cross_encoder.py",
        "evals/speed.py",
        "evals/tutorial.py",
        "evals/training",
    ),
    "tokenizers": ("ingest/graph.py",),
    "chromadb": ("ingest/vectors.py", "evals/tutorial.py"),
    "chromadb_rust_bindings": ("ingest/vectors_folder.py",),
    "tantivy": ("ingest/keywords.py",),
    "sqlite3": ("ingest/catalogue.py",),
    "lxml": ("ingest/readers",),
    "trafilatura": ("ingest/readers",),
    "pypdfium2": ("ingest/pdf/pdfium.py",),
    "PIL": ("ingest/pdf/pdfium.py",),
    "markdown_it": ("ingest/readers",),
    "rispy": ("ingest/readers/ris.py",),
    "bibtexparser": ("ingest/readers/bibtex.py",),
    "pylatexenc": ("ingest/readers/latex.py",),
    "yaml": ("ingest/readers/front_matter.py", "evals"),
    "snowballstemmer": ("ingest/analyse.py",),
    "sqlalchemy": ("qa_app/records",),
    "alembic": ("qa_app/records",),
    "streamlit": ("qa_app/screens", "qa_app/app.py", "qa_app/serve.py"),
    "starlette": ("qa_app/serve.py",),
    "langchain_core": ("qa_app/finding/retriever.py", "evals/tutorial.py"),
    "langchain": ("qa_app/writing/models.py", "evals/tutorial.py"),
    "langsmith": ("qa_app/writing/models.py",),
    "openai": ("qa_app/writing/models.py",),
    "langchain_chroma": ("evals/tutorial.py",),
    "langchain_huggingface": ("evals/tutorial.py",),
    "langchain_text_splitters": ("evals/tutorial.py",),
    "ir_measures": ("evals",),
    "mcp": ("qa_app/serve_mcp.py",),
    "jinja2": ("evals/runs/page.py",),
    "httpx": ("ingest/fetch/polite.py", "ingest/server.py"),
}
READS_ENVIRONMENT = {
    *("qa_app/assemble.py", "ingest/__main__.py", "ingest/fetch/__main__.py"),
}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "managers", "manager"}


def modules(*parts: str) -> list[Path]:
    return sorted(path for part in parts for path in (ROOT / part).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The full names that a module imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path)} imports by dots; write the whole name"
            yield str(node.module)


def is_within(name: str, allowed: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(f"{one}/") for one in allowed)


def test_imports_never_run_from_left_to_right() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for part in PARTS
        for path in modules(part)
        for name in imported(path)
        if (first := name.partition(".")[0]) in PARTS and first not in ARROWS[part]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", NAMED_IN)
def test_an_outside_library_is_named_only_where_it_belongs(library: str) -> None:
    wrong = [
        place(path)
        for path in modules(*PARTS)
        for name in imported(path)
        if name.partition(".")[0] == library and not is_within(place(path), NAMED_IN[library])
    ]
    assert wrong == []


def test_the_environment_is_read_in_one_place() -> None:
    wrong = []
    for path in modules(*PARTS):
        if place(path) in READS_ENVIRONMENT:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            # To hand the whole of it to another program is not to read it.
            looked_up = isinstance(node, ast.Subscript | ast.Attribute) and (
                isinstance(node.value, ast.Attribute) and node.value.attr == "environ"
            )
            called = isinstance(node, ast.Attribute) and node.attr == "getenv"
            named = isinstance(node, ast.ImportFrom) and any(
                one.name in ("environ", "getenv") for one in node.names
            )
            if looked_up or called or named:
                wrong.append(f"{place(path)}:{node.lineno}")
    assert wrong == []


def test_ingest_reads_only_where_the_vector_server_is() -> None:
    lines = (ROOT / "ingest" / "__main__.py").read_text().splitlines()
    assert all("CHROMA_URL" in line for line in lines if "environ" in line)


def test_no_file_of_the_app_hides_a_library() -> None:
    """Streamlit puts qa_app/ first on sys.path, so its files stand before every library."""
    libraries = sys.stdlib_module_names | packages_distributions().keys()
    own = {path.stem for path in (ROOT / "qa_app").iterdir() if not path.stem.startswith("__")}
    assert own & libraries == set()
    everywhere = {path.stem for path in modules("qa_app") if not path.stem.startswith("__")}
    assert everywhere & sys.stdlib_module_names == set()


def test_no_file_has_a_name_that_says_nothing() -> None:
    paths = [path for part in PARTS for path in (ROOT / part).rglob("*")]
    assert [place(path) for path in paths if path.stem in EMPTY_NAMES] == []


def test_each_module_begins_with_what_it_knows() -> None:
    silent = [
        place(path)
        for path in modules(*PARTS)
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_an_answer_needs_no_torch_and_no_langchain(make_store, tmp_path: Path) -> None:
    store = make_store({"a.md": "# Ketamine in CRPS\n\nPain relief lasted 11 weeks.\n"})
    script = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[1:3]\n"
        "from conftest import WordsEncoder; import qa_app.__main__; import ingest.embed\n"
        "from qa_app.engine import Engine; from qa_app.answering.reply import Question\n"
        "Engine(Path(sys.argv[3]), WordsEncoder).ask(Question('How long did relief last?'))\n"
        "print(*sorted({one.partition('.')[0] for one in sys.modules}))"
    )
    folders = (ROOT, ROOT / "tests", store)
    command = [sys.executable, "-c", script, *map(str, folders)]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(finished.stdout.split())
    assert "chromadb_rust_bindings" in loaded
    assert not loaded & {
        *("torch", "transformers", "sentence_transformers", "streamlit", "sqlalchemy"),
        *("langchain", "langchain_core", "langchain_chroma", "scipy", "sklearn", "pandas", "mcp"),
        *("chromadb", "httpx"),  # the engine within Chroma reads the vectors
    }


@pytest.mark.slow
def test_an_answer_by_the_real_weights_needs_no_torch(real_encoder, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from ingest.embed import load_encoder\n"
        "from ingest.job import ingest_folders; from qa_app.answering.reply import Question\n"
        "from qa_app.engine import Engine; store = Path(sys.argv[1])\n"
        "ingest_folders([Path('corpus')], store=store, encoder=load_encoder())\n"
        "Engine(store, load_encoder).ask(Question('How long does pain relief last in CRPS?'))\n"
        "print(*sorted({one.partition('.')[0] for one in sys.modules}))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(finished.stdout.split())
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers", "langchain_core"}
