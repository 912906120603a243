"""Bring open-access texts and abstracts from Europe PMC into a folder."""
