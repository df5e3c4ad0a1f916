"""Properties are checked without a time limit for each example: a first one may load a model, a machine may be busy."""

from hypothesis import settings

settings.register_profile("text", deadline=None)
settings.load_profile("text")
