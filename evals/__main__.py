"""python -m evals: retrieval, evidence, answers, report, guard, compare, speed, schema."""

import typer

from evals.commands.answering import answers, compare, schema
from evals.commands.finding import evidence, retrieval
from evals.commands.guarding import guard
from evals.commands.options import give_up
from evals.commands.reporting import report
from evals.commands.timing import speed

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Measure how well it finds, answers, refuses and cites; how fast it is.",
)
for command in (retrieval, evidence, answers, report, guard, compare, speed, schema):
    app.command()(command)

_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}


@app.command(context_settings=_ANYTHING)
def gate() -> None:
    """Is anything worse than what was adopted? (not built yet)"""
    give_up("evals gate is not built yet; use retrieval, evidence, answers or speed", code=2)


@app.command(context_settings=_ANYTHING)
def adopt() -> None:
    """Take the latest figures as those to hold (not built yet)."""
    give_up("evals adopt is not built yet; use retrieval, evidence, answers or speed", code=2)


if __name__ == "__main__":
    app(prog_name="python -m evals")
