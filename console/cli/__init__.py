"""The command line: thin verbs, each with --output json."""
