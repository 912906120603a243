"""Turn documents into a searchable store."""
