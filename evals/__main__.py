"""python -m evals: how well it finds, answers, refuses and cites; how fast it is."""

import typer

from evals.commands.agreeing import agreement
from evals.commands.answering import answers, compare, schema
from evals.commands.finding import evidence, retrieval
from evals.commands.gating import adopt, gate
from evals.commands.guarding import guard, guard_pairs
from evals.commands.reporting import report
from evals.commands.timing import speed
from evals.commands.understanding import follow_ups

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Measure how well it finds, answers, refuses and cites; how fast it is.",
)
for command in (
    *(retrieval, evidence, answers, follow_ups, report, gate, adopt, agreement),
    *(guard, guard_pairs, compare, speed, schema),
):
    app.command()(command)

if __name__ == "__main__":
    app(prog_name="python -m evals")
