"""Choosing a code in a form: the field (`fields.CodeField`), its template (`codes/picker.html`) and
the address that answers while somebody types. Not the lists themselves: those are in settings."""
