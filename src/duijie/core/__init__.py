"""What every capability stands on: jobs, audit log, clock, and sentences for users.

Small: each module has two users. It knows no need, offer or organisation.
"""
