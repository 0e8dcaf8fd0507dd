"""Reading across rooms, never writing to them."""
