"""Reviews for other systems: what the pages show and offer, by the same services and refusals."""
