"""One room a sort of resource: everything that is peculiar to it, and nothing else."""
