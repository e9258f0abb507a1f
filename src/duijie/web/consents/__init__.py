"""Who asked to see more of what, and what was agreed: the page to which notices lead."""
