"""The same doors and walls as the pages, for other systems. Requests in JSON, answers in JSON."""
