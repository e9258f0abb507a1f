"""报表: figures that hold, each with its definition and the rows that it counts."""
