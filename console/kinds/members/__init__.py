"""Members of load-balancer pools: made after their instances, drained and removed before them."""
