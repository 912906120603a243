"""Which characters a file's bytes stand for: UTF-8, UTF-16 or Windows-1252, or a refusal."""

import codecs
import re

from ingest.readers.reading import UnreadableDocument

_NAMED_ENCODING = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,100}?encoding\s*=\s*["'])([\w.:-]+)""",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STARTS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a DOCX or another zip"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip"),
    (b"{\\rtf", "RTF"),
)
_REMEDY = "save it as UTF-8 text"


def decode_bytes(data: bytes, *, may_name_encoding: bool = False) -> str:
    """The text of `data`, with newlines as ``\\n``; a file that is not text is refused.

    `may_name_encoding`: the format can name its own encoding (HTML's ``<meta charset>``),
    which is believed where the bytes are not UTF-8.

    >>> decode_bytes("0.35\\u00a0µg\\r\\n".encode("utf-16"))
    '0.35\\xa0µg\\n'
    """
    if not data.strip():
        raise UnreadableDocument("the file is empty; put its text in, or remove it")
    for start, what in _STARTS:
        if data.startswith(start):
            raise UnreadableDocument(
                f"the file is not text (binary: {what}); give it its own suffix, or {_REMEDY}"
            )
    text = _decode(data, may_name_encoding=may_name_encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not text.strip():
        raise UnreadableDocument("the file is empty; put its text in, or remove it")
    return text


def _decode(data: bytes, *, may_name_encoding: bool) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding)
    if b"\x00" in data:
        return _strictly(data, _utf16_order(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if may_name_encoding and (named := _NAMED_ENCODING.search(data[:4096])):
        encoding = named[1].decode("ascii", "replace").lower()
        # Browsers read a page that says latin-1 as windows-1252; so do we.
        if encoding not in ("utf-8", "utf8", "iso-8859-1", "latin-1", "latin1", "us-ascii"):
            return _strictly(data, encoding)
    return _windows_1252(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableDocument(
            f"the file's encoding was not recognised (it is not sound {encoding}); {_REMEDY}"
        ) from error
    if sum(char < " " and char not in "\t\n\r\f\v\x1b" for char in text[:4096]) * 50 > len(
        text[:4096]
    ):
        raise UnreadableDocument(f"the file is not text (binary); {_REMEDY}")
    return text


def _utf16_order(data: bytes) -> str:
    """Text in a Latin script has its NULs in every second byte, all on one side."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if (
        len(data) % 2 == 0
        and max(even, odd) >= len(head) * 0.2
        and min(even, odd) * 20 <= max(even, odd)
    ):
        return "utf-16-le" if odd > even else "utf-16-be"
    raise UnreadableDocument(f"the file is not text (binary); {_REMEDY}")


def _windows_1252(data: bytes) -> str:
    """Any bytes at all decode as this, so what comes out must look like a Latin script."""
    unknown = UnreadableDocument(f"the file's encoding was not recognised; {_REMEDY}")
    control = sum(1 for byte in data if byte < 32 and byte not in b"\t\n\r\f\x0b\x1b")
    if control * 50 > len(data):
        raise UnreadableDocument(f"the file is not text (binary); {_REMEDY}")
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise unknown from error
    letters = sum(char.isalpha() for char in text)
    foreign = sum(char.isalpha() and ord(char) > 127 for char in text)
    if foreign * 4 > letters and foreign > 2:
        raise unknown
    return text
