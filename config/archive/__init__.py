"""Everything a provider owns as one file, and back into an empty installation."""
