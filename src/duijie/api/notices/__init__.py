"""What somebody has been told inside the program."""
