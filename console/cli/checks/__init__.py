"""What `vigie doctor` looks at: one module a subject, each giving its checks in order."""
