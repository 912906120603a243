"""The YAML between two lines of dashes at a file's start, taken off its text."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from ingest.readers.reading import UnreadableDocument

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"\s*(?:#.*)?\n*[A-Za-z_]+[ \t]*:")


# The parser in C, where PyYAML came with it, reads a long file ten times as fast.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which only true and false are truths: `on: 2026-01-02` names a day."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if first in "tTfF" or not tag.endswith(":bool")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def take_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields and the text after them; a text that only begins with a rule keeps it.

    >>> take_front_matter("---\\nyear: 2018\\n---\\nKetamine")
    ({'year': 2018}, 'Ketamine')
    """
    found = _FRONT.match(text)
    if found is None or not _FIELD.match(found[1]):
        return {}, text
    return load_fields(found[1], what="the front matter"), text[found.end() :]


def load_yaml(text: str, *, what: str) -> Any:
    """What a YAML text holds, or a refusal that says where it went wrong."""
    try:
        return yaml.load(text, Loader=_Loader)  # a safe loader
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise UnreadableDocument(
            f"{what} is not sound YAML{where}; put a value with a colon in quotation marks"
        ) from error


def load_fields(text: str, *, what: str) -> dict[str, Any]:
    """A YAML mapping of names to values, or a refusal that says where it went wrong."""
    fields = load_yaml(text, what=what)
    if fields is None:
        return {}
    if not isinstance(fields, dict) or not all(isinstance(key, str) for key in fields):
        raise UnreadableDocument(f"{what} is not a list of fields; write one `name: value` a line")
    return fields


def dump_fields(fields: Mapping[str, Any]) -> str:
    """The fields as YAML that reads back as the same, one a line."""
    return yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, width=1_000_000)
