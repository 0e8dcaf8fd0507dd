"""Questions to places."""

from yiyang.ground.places.distance import distance_metres, minutes_over, travel_minutes
from yiyang.ground.places.selectors.areas import area_and_below, area_chain, organisations_in
from yiyang.ground.places.selectors.entry import (
    EntryCard,
    PaperLine,
    entries_waiting,
    entry_card,
    missing_papers,
    norms_text,
    norms_to_accept,
    paper_lines,
)
from yiyang.ground.places.selectors.neighbourhoods import Neighbourhood, neighbourhoods
from yiyang.ground.places.selectors.organisations import (
    Mandate,
    Named,
    OrganisationCard,
    Standing,
    is_open_at,
    mandate,
    named,
    network,
    on_the_map,
    opening_hours,
    organisation_card,
    point_of,
    serves,
    standing_of,
)

__all__ = [
    "EntryCard",
    "Mandate",
    "Named",
    "Neighbourhood",
    "OrganisationCard",
    "PaperLine",
    "Standing",
    "area_and_below",
    "area_chain",
    "distance_metres",
    "entries_waiting",
    "entry_card",
    "is_open_at",
    "mandate",
    "minutes_over",
    "missing_papers",
    "named",
    "neighbourhoods",
    "network",
    "norms_text",
    "norms_to_accept",
    "on_the_map",
    "opening_hours",
    "organisation_card",
    "organisations_in",
    "paper_lines",
    "point_of",
    "serves",
    "standing_of",
    "travel_minutes",
]
