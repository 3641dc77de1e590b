"""Pure functions: request, estate, policy to plan or refusal."""
