"""What the store held when a run began, what the run has seen of it, and so what has gone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.document import Document, sha256_of
from ingest.prepare import PIPELINE_VERSION, Prepared
from ingest.readers.reading import LeftOut, UnreadableDocument
from ingest.rows import Entry, File, Known


class Holdings:
    """The documents known so far, and which of them this run has met.

    `hash_of` and `texts_of` say of a path that this run has not come to what its file is now: its
    hash, and the SHA-256 of the text of each of its parts.
    """

    def __init__(
        self,
        known: Mapping[str, Known],
        files: Mapping[str, File],
        broken: Sequence[str],
        *,
        hash_of: Callable[[Path], str],
        texts_of: Callable[[Path], Mapping[str, str]],
    ) -> None:
        self.known = dict(known)
        self.broken = frozenset(broken)
        self.visited: set[str] = set()  # paths
        self.seen: set[str] = set()  # ids
        self.files = dict(files)
        self._current: tuple[str, Mapping[str, str]] = ("", {})
        self._hash_of = hash_of
        self._texts_of = texts_of
        self._by_path: dict[str, dict[str, str]] = {}  # path → part → id, as the run found them
        self._by_text: dict[str, set[str]] = {}
        for one in self.known.values():
            self._by_path.setdefault(one.path, {})[one.part] = one.id
            self._by_text.setdefault(one.text_hash, set()).add(one.id)
        self._before = {one.id: one for one in self.known.values()}

    def before(self, path: Path, part: str) -> Known | None:
        """The document that this part of the file was when the run began."""
        name = self._by_path.get(str(path), {}).get(part)
        return self._before[name] if name is not None else None

    def as_it_was(self, path: Path, file_hash: str) -> File | None:
        """What became of the file when it was last read, if it would become the same now."""
        file = self.files.get(str(path))
        if file is None or (file.file_hash, file.pipeline) != (file_hash, PIPELINE_VERSION):
            return None
        held = [self.known.get(name) for name in self._by_path.get(str(path), {}).values()]
        mine = [one for one in held if one is not None and one.path == str(path)]
        if len(mine) != file.documents or any(one.id in self.broken for one in mine):
            return None
        for copy in file.copies:
            twin = self.known.get(copy.document)
            if twin is None or twin.text_hash != copy.text_hash or not self._still_stands(twin):
                return None
        return file

    def come_to(self, path: Path, texts: Mapping[str, str]) -> None:
        """Say which parts the file that is taken next has, and the SHA-256 of their texts."""
        self._current = (str(path), texts)

    def keep(self, path: Path) -> int:
        """Count all that the file was as seen, and say how many documents that is."""
        kept = [
            name
            for name in self._by_path.get(str(path), {}).values()
            if (one := self.known.get(name)) is not None and one.path == str(path)
        ]
        self.seen.update(kept)
        return len(kept)

    def keep_part(self, path: Path, part: str) -> int:
        """Count what a part was as seen, until it can be read again; how many documents that is."""
        before = self.before(path, part)
        now = self.known.get(before.id) if before else None
        if now is None or (now.path, now.part) != (str(path), part):
            return 0
        self.seen.add(now.id)
        return 1

    def settle(self, prepared: Prepared, path: Path) -> Document | Known | LeftOut:
        """The document under the id it shall have; or the one that holds its text already.

        It is left out where the id that it was given is another's.
        """
        document, part = prepared.document, prepared.part
        place = (str(path), part)
        twin = self._same_text(document, place)
        if twin is not None and self._still_stands(twin):
            return twin
        taken = self._is_taken(document.id, place)
        if prepared.named:
            if taken:
                other = self.known[document.id]
                where = other.path if other.path != str(path) else "another part of this file"
                return LeftOut(
                    part, f"the id {document.id!r} is already that of {where}; give it another"
                )
            return document
        settled = twin or self.before(path, part)
        if settled is not None and settled.id not in self.seen:
            return _with_id(document, settled.id)  # moved or changed: cited by the same id
        if taken:
            tail = sha256_of("\0".join(filter(None, place)))[:6]
            return _with_id(document, f"{document.id}-{tail}")
        return document

    def take(self, entry: Entry) -> Known | None:
        """Count a document as seen in its new form; what was known of its id before."""
        held = self.known.get(entry.id)
        if held is not None:
            self._by_text[held.text_hash].discard(held.id)
        self._by_text.setdefault(entry.document.sha256, set()).add(entry.id)
        self.seen.add(entry.id)
        self.known[entry.id] = Known(
            id=entry.id,
            root=entry.root,
            path=entry.path,
            part=entry.part,
            text_hash=entry.document.sha256,
            record_hash=entry.record_hash,
            pipeline=entry.pipeline,
            encoding=entry.encoding,
            passage_count=entry.passage_count,
        )
        return held

    def under(self, root: Path) -> int:
        """How many documents are held of files under a root."""
        return sum(Path(one.path).is_relative_to(root) for one in self.known.values())

    def gone(self, roots: Sequence[tuple[Path, list[tuple[str, str]]]]) -> list[Known]:
        """The documents under these roots that are no longer there.

        With each root come the folders and files under it that could not be looked at.
        """
        return [
            one
            for one in self.known.values()
            if one.id not in self.seen
            and any(self._is_gone(one.path, one.root, root, unread) for root, unread in roots)
        ]

    def gone_files(self, roots: Sequence[tuple[Path, list[tuple[str, str]]]]) -> list[str]:
        """The paths of files under these roots that are no longer there."""
        return [
            path
            for path, file in self.files.items()
            if path not in self.visited
            and any(self._is_gone(path, file.root, root, unread) for root, unread in roots)
        ]

    def _is_gone(
        self, name: str, held_root: str, root: Path, unread: list[tuple[str, str]]
    ) -> bool:
        path = Path(name)
        if not path.is_relative_to(root):
            return False
        if any(path.is_relative_to(folder) for folder, _ in unread):
            return False  # its folder could not be listed: that is not the same as gone
        # A document of a root inside this one, such as a hidden folder, may not be listed here.
        return held_root == str(root) or name in self.visited or not path.exists()

    def _same_text(self, document: Document, place: tuple[str, str]) -> Known | None:
        twins = [self.known[one] for one in self._by_text.get(document.sha256, ())]
        others = (one for one in twins if (one.path, one.part) != place)
        return min(others, key=lambda one: one.id, default=None)

    def _still_stands(self, one: Known) -> bool:
        """Whether a part still holds its text, though this run may come to it later."""
        if one.id in self.seen:
            return True
        if one.path in self.visited:
            path, texts = self._current
            return one.path == path and texts.get(one.part) == one.text_hash
        if not Path(one.path).is_file():
            return False
        file = self.files.get(one.path)
        try:
            if file is not None and self._hash_of(Path(one.path)) == file.file_hash:
                return True
            # Only its record may have changed, which must not cost it its place.
            return self._texts_of(Path(one.path)).get(one.part) == one.text_hash
        except (OSError, UnreadableDocument):
            return True  # it will be left out, and keeps its earlier version

    def _is_taken(self, name: str, place: tuple[str, str]) -> bool:
        other = self.known.get(name)
        if other is None or (other.path, other.part) == place:
            return False
        if name in self.seen:
            return True
        if other.path == place[0]:  # another part of the file, which the run may come to
            return other.part in self._current[1]
        return other.path not in self.visited and Path(other.path).exists()


def _with_id(document: Document, name: str) -> Document:
    return replace(document, source=replace(document.source, id=name))
