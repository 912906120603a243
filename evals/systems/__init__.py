"""What is asked side by side: ours, ours without one part, and what others would use."""

from evals.systems.choice import NAMES, Ask, Library, open_library, systems

__all__ = ["NAMES", "Ask", "Library", "open_library", "systems"]
