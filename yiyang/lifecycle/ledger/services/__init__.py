"""The ledger's public face: `from yiyang.lifecycle.ledger import services as ledger`."""

from yiyang.lifecycle.ledger.accounts import AccountId, account
from yiyang.lifecycle.ledger.selectors.balance import Balance, balance
from yiyang.lifecycle.ledger.services.resolve import post, void
from yiyang.lifecycle.ledger.services.snapshot import snapshot
from yiyang.lifecycle.ledger.services.transfer import journal, reserve, reserve_journal, transfer
from yiyang.lifecycle.ledger.services.verify import Verified, verify
from yiyang.lifecycle.ledger.services.write import Entry

__all__ = [
    "AccountId",
    "Balance",
    "Entry",
    "Verified",
    "account",
    "balance",
    "journal",
    "post",
    "reserve",
    "reserve_journal",
    "snapshot",
    "transfer",
    "verify",
    "void",
]
