"""The orchestration core: journal, engine, worker, client."""
