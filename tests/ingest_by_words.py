"""python tests/ingest_by_words.py …: the real command of ingest, with the word-hash encoder.

Says "ready" once everything is imported, so that who started it knows when the work begins.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from conftest import WordsEncoder

import ingest.__main__

if __name__ == "__main__":
    ingest.__main__.load_encoder = WordsEncoder
    print("ready", flush=True)
    ingest.__main__.main()
