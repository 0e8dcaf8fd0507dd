"""Who was told? Notices, channels, receipts, quiet hours."""
