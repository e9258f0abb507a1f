"""The choices of a reader (language, light or dark; open to strangers too), and for administrators
the users: who can sign in, adding somebody, a new password for who forgot it."""
