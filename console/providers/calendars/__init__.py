"""Who is there on a date: by school holidays, public ones and files of dates."""
