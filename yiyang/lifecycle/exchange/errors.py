"""The refusals of exchange.

Refused
├── Invalid
│   ├── NotATable           the file is no list: says in its facts which
│   │   ├── OldExcel · Unreadable · TooManyLines · TooLarge · Unfolding · NoHeader · TwiceNamed · ColumnMissing
│   └── BadCell             one cell of one line
│       ├── CellMissing · NotADay · NotATime · NotANumber · NotAnAmount · NotInList · TooLong · CutByExcel
│       └── LineTwice · NoSuchService · SeveralFit · NoSuchList
└── Conflict
    └── RunOver             this run has ended, or has not been checked
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Invalid, gettext_noop


class NoSuchList(Invalid):
    code = "no-such-list"
    sentence = gettext_noop("There is no such kind of list.")


class NotATable(Invalid):
    code = "not-a-table"
    sentence = gettext_noop("This is not a list: neither CSV nor Excel (.xlsx).")


class OldExcel(NotATable):
    code = "old-excel"
    sentence = gettext_noop("This is an old Excel file, or one with a password. Save it as .xlsx without a password.")


class Unreadable(NotATable):
    code = "table-unreadable"
    sentence = gettext_noop("This file is damaged and cannot be read.")


class TooLarge(NotATable):
    code = "table-too-large"
    sentence = gettext_noop("This file is too large: at most %(megabytes)s MB. Cut it into parts.")


class TooManyLines(NotATable):
    code = "too-many-lines"
    sentence = gettext_noop("This list has more than %(limit)s lines. Cut it into parts.")


class Unfolding(NotATable):
    code = "table-unfolds"
    sentence = gettext_noop("This file unfolds into far more than it says, as harmful files do. It was not opened.")


class NoHeader(NotATable):
    code = "no-header"
    sentence = gettext_noop("No line names the columns. Begin with the template.")


class TwiceNamed(NotATable):
    code = "column-twice"
    sentence = gettext_noop("The column “%(column)s” stands there twice.")


class ColumnMissing(NotATable):
    code = "column-missing"
    sentence = gettext_noop("The column “%(column)s” is missing.")


class BadCell(Invalid):
    code = "bad-cell"


class CellMissing(BadCell):
    code = "cell-missing"
    sentence = gettext_noop("This cell is empty and must not be. In merged cells only the first one counts.")


class NotADay(BadCell):
    code = "not-a-day"
    sentence = gettext_noop("This is not a day. Write it as 1942-03-08.")


class NotATime(BadCell):
    code = "not-a-time"
    sentence = gettext_noop("This is not a time of day. Write it as 08:30.")


class NotANumber(BadCell):
    code = "not-a-whole-number"
    sentence = gettext_noop("This is not a whole number.")


class NotAnAmount(BadCell):
    code = "not-an-amount"
    sentence = gettext_noop("This is not a sum of money. Write it in yuan, such as 120 or 99.50.")


class NotInList(BadCell):
    code = "not-in-list"
    sentence = gettext_noop("This word is not known here. Known are: %(known)s.")


class TooLong(BadCell):
    code = "too-long"
    sentence = gettext_noop("This is longer than %(limit)s signs.")


class CutByExcel(BadCell):
    code = "cut-by-excel"
    sentence = gettext_noop("Excel has rounded this number. Make the column text, and type the number again.")


class LineTwice(BadCell):
    code = "line-twice"
    sentence = gettext_noop("This stands in line %(first)s already.")


class NoSuchService(BadCell):
    code = "no-such-service"
    sentence = gettext_noop("The house offers no service of this name.")


class SeveralFit(BadCell):
    code = "several-fit"
    sentence = gettext_noop("Several fit this line. Add a number that tells them apart.")


class StandsDifferently(BadCell):
    code = "stands-differently"
    sentence = gettext_noop("This stands here already, with another value. Change it on its own page.")


class RunOver(Conflict):
    code = "run-over"
    sentence = gettext_noop("This list is not waiting to be taken in. Please look again.")
