"""How good a ranking is: intervals of shares and waits, measures over judged pairs, agreement."""
