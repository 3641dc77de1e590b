"""Pure views: a scene and a size in, lines out."""
