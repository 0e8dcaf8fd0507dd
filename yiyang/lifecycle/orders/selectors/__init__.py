"""The questions of orders."""
