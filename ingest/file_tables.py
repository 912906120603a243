"""What became of each file that was read, and the copies in it: two tables of the catalogue."""

import json
from typing import Any

from ingest.document import Source
from ingest.rows import Copy, File, source_json, source_of_json


class Files:
    """The tables, through the catalogue's own connection and within its transactions."""

    def __init__(self, connection: Any) -> None:
        self._db = connection

    def copies(self, document: str | None = None) -> dict[str, list[Source]]:
        """The records of copies by the document that holds their text."""
        query = "SELECT document, source FROM copies"
        rows = (
            self._db.execute(f"{query} ORDER BY path, part")
            if document is None
            else self._db.execute(f"{query} WHERE document = ? ORDER BY path, part", (document,))
        )
        found: dict[str, list[Source]] = {}
        for one, source in rows:
            found.setdefault(one, []).append(source_of_json(source))
        return found

    def put(self, file: File) -> None:
        """Write what became of a file; its documents are written on their own."""
        self.forget(file.path)
        self._db.execute(
            "INSERT INTO files VALUES (?,?,?,?,?,?)",
            (
                file.path,
                file.root,
                file.file_hash,
                file.pipeline,
                file.documents,
                json.dumps(file.left_out, ensure_ascii=False),
            ),
        )
        self._db.executemany(
            "INSERT INTO copies VALUES (?,?,?,?,?)",
            [
                (file.path, one.part, one.document, one.text_hash, source_json(one.source))
                for one in file.copies
            ],
        )

    def forget(self, path: str) -> None:
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        self._db.execute("DELETE FROM copies WHERE path = ?", (path,))

    def copies_in(self, path: str) -> tuple[Copy, ...]:
        """The parts of a file whose texts other documents hold."""
        rows = self._db.execute(
            "SELECT part, document, text_hash, source FROM copies WHERE path = ? ORDER BY part",
            (path,),
        )
        return tuple(
            Copy(part, document, text_hash, source_of_json(source))
            for part, document, text_hash, source in rows
        )

    def all(self) -> dict[str, File]:
        """What became of each file that was read to its end, by its path."""
        copied = {row[0] for row in self._db.execute("SELECT DISTINCT path FROM copies")}
        return {
            path: File(
                path=path,
                root=root,
                file_hash=file_hash,
                pipeline=pipeline,
                documents=documents,
                copies=self.copies_in(path) if path in copied else (),
                left_out=tuple((part, reason) for part, reason in json.loads(left_out)),
            )
            for path, root, file_hash, pipeline, documents, left_out in self._db.execute(
                "SELECT path, root, file_hash, pipeline, documents, left_out FROM files"
            )
        }
