"""One page: glyphs → columns of lines and tables in the order they are read (pure)."""

from ingest.pdf.columns import ordered_columns
from ingest.pdf.english import is_common
from ingest.pdf.margins import with_drop_caps, without_line_numbers
from ingest.pdf.page import Column, LaidPage, Line, RawPage, Table
from ingest.pdf.tables import with_tables
from ingest.pdf.words import lines_of, usual_size, words_of


def lay_out(page: RawPage) -> LaidPage:
    words = without_line_numbers(words_of(page.glyphs))
    size = usual_size(words)
    words = with_drop_caps(words, size, is_common)
    columns = []
    for group in ordered_columns(words, page.rules, size):
        lines = lines_of(group, page.number)
        x0, x1 = min(word.x0 for word in group), max(word.x1 for word in group)
        rules = [rule for rule in page.rules if rule.x0 < x1 and rule.x1 > x0]
        columns.append(Column(with_tables(lines, rules), x0, x1))
    for column in columns:
        for item in column.items:
            _forget_words(item)
    return LaidPage(page.number, page.height, columns)


def _forget_words(item: Line | Table) -> None:
    """Glyphs are many: a document of 3,000 pages keeps lines alone."""
    if isinstance(item, Line):
        item.words = []
    else:
        for line in (line for row in item.rows for cell in row for line in cell):
            line.words = []
