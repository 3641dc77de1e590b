"""What the worker sees to by itself: one keeper, and askers that each know one care of pools."""
