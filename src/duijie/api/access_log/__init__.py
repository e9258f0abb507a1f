"""Who saw what, for administrators."""
