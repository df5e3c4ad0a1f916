"""The outside world in small: outlets on this machine, to try the collecting and to test it."""
