"""Swift, to be read: the project's account in each region, its containers and their objects."""
