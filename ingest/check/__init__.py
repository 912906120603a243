"""Is a folder of digests sound? Every number, word for word, against its facts."""
