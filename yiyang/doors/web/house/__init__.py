"""The pages of whoever manages a house: services, prices, schedules, staff, papers, and what everybody reads."""
