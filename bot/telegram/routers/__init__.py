"""One module a subject; each makes its Router, since a Router belongs to one Dispatcher only."""
