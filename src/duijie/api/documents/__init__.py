"""Documents that were uploaded, and how they were read."""
