"""python tests/ingest_by_words.py …: the real command of ingest, with the word-hash encoder.

Says "ready" once everything is imported, so that who started it knows when the work begins.
"""

import sys
from pathlib import Path


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from conftest import WordsEncoder

    import ingest.__main__ as command

    command.load_encoder = WordsEncoder
    print("ready", flush=True)
    command.main()


if __name__ == "__main__":
    main()
