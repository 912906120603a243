"""The commands of who looks after it: chat, doctor, backup, restore."""

import re
from pathlib import Path
from typing import Annotated

import typer

from ingest.log_lines import start_log
from qa_app import assemble
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

_PORT = 8501
_BASE_PATH = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")

Address = Annotated[str, typer.Option(help="The address to listen on.")]


def chat(
    store: StoreFolder = None,
    address: Address = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes any free.")
    ] = _PORT,
    base_path: Annotated[
        str, typer.Option(help="Where a reverse proxy puts it, such as /ketamine.")
    ] = "",
    model: Annotated[
        str | None,
        typer.Option(help="Offer a language model, as provider:name; off until a visitor sets it."),
    ] = None,
    verifier: VerifierName = None,
    verifier_threshold: VerifierThreshold = 0.0,
    log_level: LogFrom = LogLevel.info,
    log_questions: LogWords = False,
) -> None:
    """Open the chat in a web page."""
    if verifier is not None and (model or assemble.named_model()) is None:
        give_up(f"--verifier {verifier} has nothing to verify; add --model", code=2)
    base = base_path.strip("/")
    if base and not _BASE_PATH.fullmatch(base):
        give_up(f"--base-path {base_path!r} is not a path such as /ketamine", code=2)
    from qa_app.screens.kept_keys import kept_keys
    from qa_app.serve import serve_chat

    with our_errors():
        if model is not None:
            assemble.choose_model(model, secrets=kept_keys())
            assemble.use_model(model)
        if verifier is not None:
            assemble.use_verifier(verifier, verifier_threshold)
        if (named := assemble.named_verifier()) is not None and assemble.named_model():
            assemble.load_verifier(*named)
        serve_chat(
            assemble.store_folder(store),
            address=address,
            port=port,
            base_path=base,
            log_level=log_level,
            log_words=log_questions,
        )


def doctor(
    store: StoreFolder = None,
    address: Address = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The chat's port.")] = _PORT,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only: can the store be asked? For scripts.")
    ] = False,
    running: Annotated[
        bool, typer.Option("--running", help="Only: is the chat at this port well? For scripts.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether all is well. Exit 0 where it is, 1 where not."""
    from qa_app.upkeep.doctor import examine
    from qa_app.upkeep.installation import Installation

    start_log(LogLevel.error)
    found = examine(
        Installation(
            store=assemble.store_folder(store),
            data=assemble.data_folder(),
            records_url=assemble.records_url(),
            chroma_url=assemble.chroma_url(),
            address=address,
            port=port,
        ),
        part="running" if running else "quick" if quick else "all",
    )
    if as_json:
        print_json(found.as_json())
    else:
        for name, facts in found.facts.items():
            print(name)
            for fact, value in facts.items():
                print(plain(f"  {fact.replace('_', ' '):24} {_in_words(value)}"))
    for problem in found.problems:
        say(f"{problem.where}: {problem.sentence}")
    if not found.problems and not as_json:
        print("all is well")
    raise typer.Exit(1 if found.problems else 0)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as backup.zip.")],
    store: StoreFolder = None,
) -> None:
    """Write all conversations to one FILE, while the chat runs or not."""
    from qa_app.records.backup import back_up
    from qa_app.records.database import RecordsError
    from qa_app.upkeep.doctor import describe_store

    with our_errors(RecordsError):
        made = back_up(
            assemble.records_url(), file, store=describe_store(assemble.store_folder(store))
        )
    print(
        f"{made.conversations} conversations with {made.turns} questions are in {file}; "
        "the store is not: python -m ingest builds it again"
    )


def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup has written.")],
) -> None:
    """Put the conversations of FILE in place of the present ones, which are kept aside."""
    from qa_app.records.backup import restore as put_back
    from qa_app.records.database import RecordsError

    with our_errors(RecordsError):
        done = put_back(assemble.records_url(), file)
    held = done.backup
    print(
        f"restored {held.conversations} conversations with {held.turns} questions, "
        f"backed up {held.made}"
    )
    if done.was_broken is not None:
        print(
            f"what was there could not be read ({done.was_broken}) and lies at {done.aside}; "
            "start the chat again if it is open"
        )
    elif done.aside is not None:
        print(f"what was there before lies at {done.aside}; delete it when you are content")
    if done.was_broken is None:
        print("an open chat shows what was restored from its next click on")


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)
