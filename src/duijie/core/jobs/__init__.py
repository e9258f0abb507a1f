"""Background work with progress, cancel and resume, on top of django-tasks.

A capability registers a function under a kind (`registry.register_task`) in its `tasks` module;
its services start it by that name (`services.enqueue_job`), on commit. The queues
of `registry.QUEUES` have a worker each (`worker.run_worker`). What the work does is the
capability's.
"""
