"""The pages: show, decide nothing. Only these and app.py name streamlit."""
