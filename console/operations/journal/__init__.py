"""The journal: what was asked, what became of it, and who works on it."""
