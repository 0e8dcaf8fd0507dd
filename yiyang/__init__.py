"""Yiyang: medical treatment and elderly care on one file, one order, one ledger, one provable history."""

__version__ = "0.1.0"
