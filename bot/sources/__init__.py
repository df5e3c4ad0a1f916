"""Where articles come from: the outside world in, drafts of articles out."""
