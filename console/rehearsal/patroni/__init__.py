"""A cluster of Patroni, made of the databases' virtual machines."""
