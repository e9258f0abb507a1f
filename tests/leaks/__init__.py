"""The leak table: every user through every door, held against who may see what.

A region is planted in which every value of every record, file, note, agreement and row is a mark
of its own (`planting`); a plain table says who may see which mark (`oracle`); the doors are found,
not listed (`doors`); whatever comes back is searched for marks (`marks`).

`DUIJIE_LEAKS=thorough` plants every state at every level and asks every door with every object.
"""
