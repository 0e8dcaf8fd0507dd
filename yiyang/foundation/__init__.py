"""Floor 0: plain Python that every room may use. No Django, no tables."""
