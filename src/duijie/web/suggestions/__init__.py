"""匹配: what is new, what was decided, and the introductions that follow."""
