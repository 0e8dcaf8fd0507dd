"""The damped average (R79): a few ratings move a score little, many move it all the way.

    damped = (PRIOR_COUNT × PRIOR_MILLI + count × score) / (PRIOR_COUNT + count)

One five (4,048) does not beat two hundred 4.9s (4,818). The formula is shown on the page.
"""

from __future__ import annotations

PRIOR_MILLI = 4_000  # thousandths of a star: what is assumed of somebody nobody has rated
PRIOR_COUNT = 20  # how many ratings that assumption weighs


def damped(score_milli: int, count: int) -> int:
    """The damped average in thousandths of a star; both averages lie in 1,000 … 5,000."""
    whole = PRIOR_COUNT * PRIOR_MILLI + count * score_milli
    return (2 * whole + PRIOR_COUNT + count) // (2 * (PRIOR_COUNT + count))
