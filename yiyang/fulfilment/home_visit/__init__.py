"""Somebody comes to the house: nursing on a doctor's order, daily care, a first assessment, an escort to a hospital."""
