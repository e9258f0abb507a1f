"""Background work as a reader sees it: its line with progress, its end, the button to stop it."""
