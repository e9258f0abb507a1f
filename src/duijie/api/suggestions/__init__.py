"""Who fits a need, as the newest match run found."""
