"""Answer a question from the store, with citations."""
