"""Background work as a reader sees it: its line with progress, its end, and the button to stop it."""
