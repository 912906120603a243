"""What Streamlit's secrets.toml holds at its top level, where there is one: keys of models."""

import streamlit as st

from ingest.document import IngestError


def kept_keys() -> dict[str, str]:
    """Name → text; empty where there is no such file. Raises IngestError where it cannot be read.

    Never says what is in it, not even of a file that is broken.
    """
    try:
        if not st.secrets.load_if_toml_exists():
            return {}
        return {name: one for name in st.secrets if isinstance(one := st.secrets[name], str)}
    except Exception as error:  # its parser's own kinds differ, and may name what they choke on
        raise IngestError(
            "Streamlit's secrets.toml cannot be read; mend it, or set the key in the environment"
        ) from error
