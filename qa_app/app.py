"""The chat in the browser: its pages and its style. `python -m streamlit run qa_app/app.py`."""

from pathlib import Path

import streamlit as st

# Not a folder "pages": Streamlit would take each file in it for a page of its own where the first
# address that a fresh server is asked for is not the root.
_STYLE = Path(__file__).parent / "screens" / "style.css"


def main() -> None:
    st.set_page_config(page_title="Ketamine evidence", page_icon="📚", layout="wide")
    st.html(_STYLE)
    pages = [
        st.Page("screens/ask.py", title="Ask", default=True),
        st.Page("screens/library.py", title="Library", url_path="library"),
        st.Page("screens/evaluation.py", title="Evaluation", url_path="evaluation"),
        st.Page("screens/source.py", title="Source", url_path="source", visibility="hidden"),
    ]
    st.navigation(pages).run()


main()
