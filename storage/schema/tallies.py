"""How often what happened: numbers by the hour that outlive a process, for whoever runs the bot.

``hour`` counts from 1970, in UTC: a zone's days are made of hours. Nothing here names a person, a chat or a text.
"""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from storage.schema.columns import metadata

tallies = Table(
    "tallies",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
