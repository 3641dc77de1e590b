"""Notices to people, by whatever service Apprise reaches."""
