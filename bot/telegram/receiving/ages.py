"""What came too late to be answered: after a night without the bot nobody waits any more for last evening's answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from aiogram.types import Update


def older_than(within: timedelta, now: Callable[[], datetime]) -> Callable[[Update], bool]:
    """Says of an update whether a person wrote it longer ago.

    Only of what has words: a press is too late after a minute anyway, posts are news, and that somebody came or left,
    or a group got another number, is to be known however late.
    """

    def is_older(update: Update) -> bool:
        message = update.message
        if message is None or (message.text is None and message.caption is None):
            return False
        return now() - message.date > within

    return is_older
