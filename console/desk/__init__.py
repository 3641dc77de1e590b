"""What a person or a program sits at: the session, its rights, what is opened late."""
