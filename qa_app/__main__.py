"""python -m qa_app: ask, search, show, serve-mcp; and chat, doctor, backup, restore from upkeep."""

import gc
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.kinds import KINDS, Kind
from ingest.log_lines import start_log
from qa_app.answering.reply import Answer, Question
from qa_app.answering.reply_json import reply_json
from qa_app.as_json import document_json, hit_json
from qa_app.assemble import choose_model, load_verifier, open_engine, store_folder
from qa_app.terminal import (
    AsJson,
    LogFrom,
    LogLevel,
    LogWords,
    StoreFolder,
    VerifierName,
    VerifierThreshold,
    give_up,
    our_errors,
    plain,
    print_json,
    say,
)
from qa_app.upkeep import commands

if TYPE_CHECKING:
    from qa_app.writing.modes import AtWork

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Answer questions from the store in exact quotes, with citations.",
)


class _Mode(StrEnum):
    quotes = "quotes"
    select = "select"
    write = "write"


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in English.")],
    store: StoreFolder = None,
    mode: Annotated[
        _Mode, typer.Option(help="Quotes; or a model chooses them, or writes and is checked.")
    ] = _Mode.quotes,
    earlier: Annotated[
        list[str] | None, typer.Option(help="A question before this one; may be repeated.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only sources of this kind; may be repeated.")
    ] = None,
    since: Annotated[int | None, typer.Option(help="Only sources of this year or later.")] = None,
    reader: Annotated[
        str | None,
        typer.Option(help="What reads sentences: a folder, a cross-encoder's name, or none."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="For select and write: a model as provider:name, like ollama:llama3.2."),
    ] = None,
    verifier: VerifierName = None,
    verifier_threshold: VerifierThreshold = 0.0,
    as_json: AsJson = False,
    log_level: LogFrom | None = None,
    log_questions: LogWords = False,
) -> None:
    """Answer QUESTION in exact quotes. Exit 0 answered, 4 no answer."""
    if mode is not _Mode.quotes and model is None:
        give_up(f"--mode {mode} needs a model; add --model, like --model ollama:llama3.2", code=2)
    if mode is _Mode.quotes and model is not None:
        give_up(f"--model {model} has nothing to do in quotes; add --mode select or write", code=2)
    if verifier is not None and mode is not _Mode.write:
        give_up(f"--verifier {verifier} has nothing to verify in {mode}; it is for write", code=2)
    asked = Question(
        text=question, earlier=tuple(earlier or ()), kinds=_kinds(kind or []), since=since
    )
    if log_level or log_questions:  # else only the answer, or why there is none
        start_log(log_level or LogLevel.info, words=log_questions)
    with our_errors():
        engine = open_engine(store, reader=reader)
        if model is None:
            reply = engine.ask(asked)
        else:
            at_work = _at_work(mode, model, verifier, verifier_threshold)
            reply = engine.ask(asked, rewrite=at_work.rewrite, compose=at_work.compose)
    if as_json:
        print_json(reply_json(reply))
    else:
        from qa_app.answering.export import answer_as_text, withheld_as_text

        withheld = withheld_as_text(reply) if isinstance(reply, Answer) else ""
        print(plain(answer_as_text(reply) + withheld))
    raise typer.Exit(0 if isinstance(reply, Answer) else 4)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    store: StoreFolder = None,
    limit: Annotated[int, typer.Option(min=1, help="How many passages at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the passages found for QUERY, best first."""
    with our_errors():
        hits = open_engine(store).search(query, limit=limit)
    rows = [hit_json(hit) for hit in hits]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print(plain(f"{row['document']} [{row['kind']}] {row['heading'] or ''}"))
        print(plain(f"  {' '.join(str(row['text']).split())}\n"))


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="A document's id.")],
    store: StoreFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print a document's text and where it came from."""
    with our_errors():
        held = open_engine(store).document(document)
    if held is None:
        give_up(f"no document {document!r} in {store_folder(store)}; see the library for its id")
    if as_json:
        print_json(document_json(held))
    else:
        print(plain(f"{held.source.title}\n\n{held.text}"))


@app.command()
def verify(
    pack: Annotated[Path, typer.Argument(help="A saved pack of answers.")],
    store: StoreFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check the quotes of a pack again (not built yet)."""
    give_up("verify is not built yet", code=2)


@app.command()
def serve_mcp(
    store: StoreFolder = None,
    log_level: LogFrom = LogLevel.warning,
    log_questions: LogWords = False,
) -> None:
    """Offer search, ask and show to an assistant that speaks MCP, on stdin and stdout."""
    try:
        from qa_app.serve_mcp import serve_mcp
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        give_up('serve-mcp needs the package mcp; python -m pip install -e ".[mcp]" brings it')
    start_log(log_level, words=log_questions)
    if sys.stdin.isatty():
        say("this is for an assistant to start, and waits for one on stdin; Ctrl+D ends it")
    with our_errors():
        serve_mcp(open_engine(store))


for command in (commands.chat, commands.doctor, commands.backup, commands.restore):
    app.command()(command)


def _at_work(mode: _Mode, name: str, verifier: str | None, threshold: float) -> "AtWork":
    """The model's parts, after a word on stderr where it takes the question off this machine."""
    choice = choose_model(name)
    from qa_app.answering.wording import goes_to
    from qa_app.writing.modes import open_mode

    second = None if verifier is None else load_verifier(verifier, threshold)
    at_work = open_mode("select" if mode is _Mode.select else "write", choice, verifier=second)
    if choice.where != "machine":
        say(goes_to(choice.where, choice.host))
    return at_work


def _kinds(names: list[str]) -> frozenset[Kind]:
    known: dict[str, Kind] = {kind: kind for kind in KINDS}
    for name in names:
        if name not in known:
            give_up(f"no kind {name!r}; the kinds are {', '.join(KINDS)}", code=2)
    return frozenset(known[name] for name in names)


if __name__ == "__main__":
    gc.freeze()  # what the imports made stays: the collector need not look through it again
    app(prog_name="python -m qa_app")
