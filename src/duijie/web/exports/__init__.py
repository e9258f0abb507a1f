"""Lists to take along, as `.xlsx` or `.csv`: small ones at once, long ones as a background task."""
