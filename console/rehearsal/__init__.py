"""The embedded estate: real protocols over loopback."""
