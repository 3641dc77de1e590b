"""The orchestration core: journal, engine, worker, client.

What the rest of the house composes:

* `reading.SqlJournalReader(url, *, state_dir, dead_after_s)`: the journal without mutators.
* `journal.SqlJournal(url, *, clock, state_dir, dead_after_s)`: accepts plans and stops.
* `launcher.Launcher(settings_path, state_dir)` and `client.OperationsClient(journal,
  launcher)`: what the command line and the console act through.
* `worker.run(settings, *, url, state_dir, compute, metrics, clock, policy, private, supply,
  detached)`: the worker process; never returns. `url` is `reading.default_url(state_dir)` where the
  settings name no database. The only one that imports the engine.
* `identifier.new_operation_id()`.

Importing `client`, `launcher` or `identifier` loads neither SQLAlchemy nor the engine.
"""
