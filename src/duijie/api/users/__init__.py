"""Who has an account, for administrators."""
