"""One's own account: who one is here, how one signs in, and tokens for programs."""
