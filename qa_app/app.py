"""The chat in the browser: its pages and its style. `python -m streamlit run qa_app/app.py`."""

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).parent / "pages" / "style.css"


def main() -> None:
    st.set_page_config(page_title="Ketamine evidence", page_icon="📚", layout="wide")
    st.html(_STYLE)
    pages = [
        st.Page("pages/ask.py", title="Ask", default=True),
        st.Page("pages/library.py", title="Library", url_path="library"),
        st.Page("pages/source.py", title="Source", url_path="source", visibility="hidden"),
    ]
    st.navigation(pages).run()


main()
