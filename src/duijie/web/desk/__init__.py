"""The first page: what is there, what is running, what is new; at the start, the first step."""
