"""Another kind of somebody else's: a lamp on each buoy, in plans that are not its own."""
