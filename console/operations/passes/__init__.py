"""One pass: observe, compare, act, record. It knows no sort of resource by name."""
