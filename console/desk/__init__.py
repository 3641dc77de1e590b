"""What a person or a program sits at: the session, its rights, the figures that both faces show."""
