"""The pages of home visits: understand the request, one domain call, answer."""
