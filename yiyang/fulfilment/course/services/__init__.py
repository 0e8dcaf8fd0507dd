"""The verbs of courses: buying is `orders.place`, paying is settlement's."""

from yiyang.fulfilment.course.services.finish import finish_due
from yiyang.fulfilment.course.services.give_back import give_back

__all__ = ["finish_due", "give_back"]
