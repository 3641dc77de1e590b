"""The OVHcloud API in front of the simulated private cloud, under `/ovhcloud/1.0`."""
