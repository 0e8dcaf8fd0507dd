"""Who may? Actions, roles, relations, consent, break-glass; and row-level security as the second line."""
