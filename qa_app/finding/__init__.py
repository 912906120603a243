"""Question → hits: analyse, ask both legs, fuse."""
