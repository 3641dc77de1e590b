"""Where datastores come from without a provider's API: exports and disks that are there already."""
