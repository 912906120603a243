"""python -m qa_app: ask, search, show, doctor, chat."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ingest.document import Document, IngestError
from ingest.kinds import KINDS, Kind
from qa_app.answering.reply import Answer, Question, reply_json
from qa_app.answering.wording import checked_against
from qa_app.assemble import open_engine, store_folder

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Answer questions from the store in exact quotes, with citations.",
)
_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

StoreFolder = Annotated[
    Path | None, typer.Option("--store", help="Where the store is kept (default .store).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class _Mode(StrEnum):
    quotes = "quotes"
    select = "select"
    write = "write"


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in English.")],
    store: StoreFolder = None,
    mode: Annotated[_Mode, typer.Option(help="Only quotes is built yet.")] = _Mode.quotes,
    earlier: Annotated[
        list[str] | None, typer.Option(help="A question before this one; may be repeated.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only sources of this kind; may be repeated.")
    ] = None,
    since: Annotated[int | None, typer.Option(help="Only sources of this year or later.")] = None,
    reader: Annotated[str | None, typer.Option(help="Not built yet.")] = None,
    model: Annotated[str | None, typer.Option(help="Not built yet.")] = None,
    as_json: AsJson = False,
) -> None:
    """Answer QUESTION in exact quotes. Exit 0 answered, 4 no answer."""
    if mode is not _Mode.quotes or model is not None:
        _give_up(f"--mode {mode} and --model are not built yet; ask without them", code=2)
    if reader not in (None, "none"):
        _give_up("--reader is not built yet; ask without it", code=2)
    asked = Question(
        text=question, earlier=tuple(earlier or ()), kinds=_kinds(kind or []), since=since
    )
    with _our_errors():
        reply = open_engine(store).ask(asked)
    if as_json:
        _print_json(reply_json(reply))
    else:
        from qa_app.answering.export import answer_as_text

        print(_plain(answer_as_text(reply)))
    raise typer.Exit(0 if isinstance(reply, Answer) else 4)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    store: StoreFolder = None,
    limit: Annotated[int, typer.Option(min=1, help="How many passages at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the passages found for QUERY, best first."""
    with _our_errors():
        hits = open_engine(store).search(query, limit=limit)
    rows = [
        {
            "document": hit.document.id,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "score": round(hit.score, 6),
            "text": hit.document.text[hit.passage.start : hit.passage.end],
            "heading": hit.passage.heading,
            "title": hit.document.source.title,
            "kind": hit.document.source.kind,
        }
        for hit in hits
    ]
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        print(_plain(f"{row['document']} [{row['kind']}] {row['heading'] or ''}"))
        print(_plain(f"  {' '.join(str(row['text']).split())}\n"))


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="A document's id.")],
    store: StoreFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print a document's text and where it came from."""
    with _our_errors():
        held = open_engine(store).document(document)
    if held is None:
        _give_up(f"no document {document!r} in {store_folder(store)}; see the library for its id")
        return
    if as_json:
        _print_json(_document_json(held))
    else:
        print(_plain(f"{held.source.title}\n\n{held.text}"))


@app.command()
def doctor(store: StoreFolder = None, as_json: AsJson = False) -> None:
    """Say whether the installation and the store are sound."""
    with _our_errors():
        engine = open_engine(store)
        state = engine.state()
        listed = engine.retractions_of()
        first = engine.sources()[:1]
        found = engine.search(first[0].title, limit=1) if first else []
    report = {
        "python": sys.version.split()[0],
        "store": str(store_folder(store)),
        **asdict(state),
        "retractions_of": listed,
        "finds_its_own": bool(found),
    }
    if as_json:
        _print_json(report)
    else:
        for name, value in report.items():
            print(f"{name:16} {checked_against(listed) if name == 'retractions_of' else value}")
    raise typer.Exit(0 if found else 1)


@app.command()
def verify(
    pack: Annotated[Path, typer.Argument(help="A saved pack of answers.")],
    store: StoreFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check the quotes of a pack again (not built yet)."""
    _give_up("verify is not built yet", code=2)


@app.command()
def serve_mcp(store: StoreFolder = None) -> None:
    """Offer search, ask and show to other programs (not built yet)."""
    _give_up("serve-mcp is not built yet", code=2)


@app.command()
def chat(
    store: StoreFolder = None,
    address: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8501,
) -> None:
    """Open the chat in a web page."""
    from qa_app.serve import serve_chat

    with _our_errors():
        code = serve_chat(store_folder(store), address=address, port=port)
    raise typer.Exit(code)


def _document_json(document: Document) -> dict[str, Any]:
    return {
        "document": document.id,
        "sha256": document.sha256,
        "text": document.text,
        "source": asdict(document.source),
        "headings": [[one.start, document.text[one.start : one.end]] for one in document.headings],
        "pages": [list(one) for one in document.pages],
        "passages": [[one.start, one.end] for one in document.passages],
    }


def _kinds(names: list[str]) -> frozenset[Kind]:
    known: dict[str, Kind] = {kind: kind for kind in KINDS}
    for name in names:
        if name not in known:
            _give_up(f"no kind {name!r}; the kinds are {', '.join(KINDS)}", code=2)
    return frozenset(known[name] for name in names)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, default=_iso))


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")


def _plain(text: str) -> str:
    """Without control characters: a document must not steer the terminal."""
    return "".join(one for one in text if one in "\n\t" or one.isprintable())


def _give_up(message: str, *, code: int = 1) -> None:
    _complain.print(message)
    raise typer.Exit(code)


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except IngestError as error:
        _complain.print(str(error))
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app(prog_name="python -m qa_app")
