from yiyang.lifecycle.ledger.selectors.balance import Balance, balance

__all__ = ["Balance", "balance"]
