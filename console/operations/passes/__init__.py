"""One pass: observe, compare, act, record."""
