"""How well texts are understood, measured on labelled data: ``make quality`` prints the table."""
