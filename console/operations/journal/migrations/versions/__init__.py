"""One module a schema version; never edited once released."""
