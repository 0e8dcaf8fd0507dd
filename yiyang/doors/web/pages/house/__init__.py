"""What a manager sees and does."""
