"""Check that the hand-written gold strings agree with their texts."""

import collections
import html
import re
from pathlib import Path

import yaml

HERE = Path(__file__).parent
INLINE = r"</?(?:a|b|i|em|strong|sup|sub|span|font)\b[^<>]*>"


def fold(text):
    return re.sub(r"\s+", " ", text).strip()


def read(path):
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def visible(path):
    text = read(path)
    if path.suffix == ".html":
        text = re.sub(r"(?is)<(script|style|title)\b.*?</\1>", " ", text)
        text = re.sub(INLINE, "", text, flags=re.I)
        text = html.unescape(re.sub(r"</?[a-zA-Z!][^<>]*>", " ", text))
    return fold(text)


def check_sentences(count):
    items = yaml.safe_load((HERE / "sentences.yaml").read_text(encoding="utf-8"))
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        text, at = item["text"], 0
        for sentence in item["sentences"]:
            found = text.find(sentence, at)
            assert found >= 0 and sentence == sentence.strip() != "", (item["id"], sentence)
            assert not text[at:found].strip(), (item["id"], text[at:found])
            at = found + len(sentence)
        assert not text[at:].strip(), item["id"]
        count[item["part"], "items"] += 1
        count[item["part"], "sentences"] += len(item["sentences"])


def check_pages(count):
    for path in sorted((HERE / "pages").iterdir()):
        if path.suffix not in (".txt", ".html"):
            continue
        gold = yaml.safe_load(path.with_suffix(".expected.yaml").read_text(encoding="utf-8"))
        text, at = visible(path), 0
        for string in gold["keep"]:
            at = text.find(string, at)
            assert at >= 0, (path.name, "keep", string)
            at += len(string)
        for string in gold["headings"] + gold["drop"]:
            assert string in text, (path.name, string)
        kept = "\n".join(gold["keep"] + gold["headings"])
        for string in gold["drop"]:
            assert string not in kept, (path.name, "drop in kept", string)
        assert gold.get("title", "") in html.unescape(read(path)), path.name
        count[gold["part"], "pages"] += 1
        for key in ("keep", "drop", "headings"):
            count[gold["part"], key] += len(gold[key])


if __name__ == "__main__":
    counts = collections.Counter()
    check_sentences(counts)
    check_pages(counts)
    for (part, what), number in sorted(counts.items()):
        print(part, what, number)
