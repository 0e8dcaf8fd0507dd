"""The worker's phone: a day of visits on a bad network. Everything is kept on the device first and handed in when it can be."""
