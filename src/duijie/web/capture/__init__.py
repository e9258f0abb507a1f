"""记一笔: a pasted note or a photo becomes a draft within a minute."""
