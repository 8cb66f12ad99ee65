"""Other people's tables, read into Turtle: cells are kept as printed, and what is wrong is named, never mended."""
