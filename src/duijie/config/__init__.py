"""Settings, addresses and wiring of the web server and its workers.

Imported by nobody: Django finds it by name (`duijie.config.settings`). Everything that an
installation may set is an environment variable, read in `settings`.
"""
