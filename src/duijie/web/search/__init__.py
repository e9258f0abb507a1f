"""The one search box: the first few needs, offers and experts for what was typed."""
