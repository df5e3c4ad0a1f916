"""A million readers in virtual time: what docs/scale.md tells, made anew by ``python -m tests.scale``."""
