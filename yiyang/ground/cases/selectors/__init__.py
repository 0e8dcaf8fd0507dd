"""The questions of cases."""

from yiyang.ground.cases.selectors.export import export_cases
from yiyang.ground.cases.selectors.open import CaseCard, Step, case_card, cases_about, my_cases, open_cases, steps_of

__all__ = ["CaseCard", "Step", "case_card", "cases_about", "export_cases", "my_cases", "open_cases", "steps_of"]
