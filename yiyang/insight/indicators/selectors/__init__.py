"""The questions of indicators."""

from yiyang.insight.indicators.selectors.numbers import Figure, Point, figure_of, figures, own_whose, rows_of

__all__ = ["Figure", "Point", "figure_of", "figures", "own_whose", "rows_of"]
