"""Silences: alerts that people are not told of for a while."""
