"""A kind of somebody else's: buoys in a harbour. One folder, and nothing else knows of it."""
