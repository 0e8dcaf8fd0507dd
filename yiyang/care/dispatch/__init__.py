"""Who goes where? Plain Python over plain data; whoever solves it keeps the protocol in `protocol.py`."""
