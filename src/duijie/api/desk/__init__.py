"""What is off one’s own desk."""
