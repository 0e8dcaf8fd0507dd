"""Who has taken it on? Ladders, acceptance by a named person, escalation, closing."""
