"""The worker's phone: a day of visits on a bad network, kept on the device first and handed in when it can be."""
