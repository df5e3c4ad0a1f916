"""Calls that are refused, each with Telegram's code and words; chat 7 is private, 1 a person's message, 2 the bot's."""

from typing import Any

Answer = tuple[int, str]

BUTTON = {"text": "A", "callback_data": "a"}
CASES: list[tuple[str, dict[str, Any], Answer]] = [
    ("sendMessage", {"chat_id": 7}, (400, "Bad Request: message text is empty")),
    ("sendMessage", {"chat_id": 7, "text": ""}, (400, "Bad Request: message text is empty")),
    ("sendMessage", {"text": "x"}, (400, "Bad Request: chat_id is empty")),
    ("sendMessage", {"chat_id": 8, "text": "x"}, (400, "Bad Request: chat not found")),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, (400, "Bad Request: chat not found")),
    ("sendMessage", {"chat_id": 7, "text": "x" * 4097}, (400, "Bad Request: message is too long")),
    ("sendMessage", {"chat_id": 7, "text": "ы" * 16_385}, (400, "Bad Request: text is too long")),
    (
        "sendMessage",
        {"chat_id": 7, "text": "ё<p>", "parse_mode": "HTML"},
        (400, 'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 2'),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "a.b", "parse_mode": "MarkdownV2"},
        (
            400,
            "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "paarse_mode": "HTML"},
        (400, 'Bad Request: unknown parameter "paarse_mode"'),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{**BUTTON, "calback_data": "b"}]]}},
        (400, 'Bad Request: unknown field "reply_markup.inline_keyboard.0.0.calback_data"'),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "ы" * 33}]]}},
        (400, "Bad Request: BUTTON_DATA_INVALID"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": ""}]]}},
        (400, "Bad Request: BUTTON_DATA_INVALID"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A"}]]}},
        (
            400,
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "url": "ftp://a.kz"}]]}},
        (400, "Bad Request: inline keyboard button URL 'ftp://a.kz' is invalid: Unsupported URL protocol"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "url": "http://localhost/"}]]}},
        (400, "Bad Request: inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[BUTTON] * 8] * 38}},
        (400, "Bad Request: REPLY_MARKUP_TOO_LONG"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_parameters": {"message_id": 999}},
        (400, "Bad Request: message to be replied not found"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "message_thread_id": 5},
        (400, "Bad Request: message thread not found"),
    ),
    (
        "editMessageText",
        {"chat_id": 7, "message_id": 999, "text": "x"},
        (400, "Bad Request: message to edit not found"),
    ),
    ("editMessageText", {"chat_id": 7, "message_id": 1, "text": "x"}, (400, "Bad Request: message can't be edited")),
    ("editMessageText", {"chat_id": 7, "text": "x"}, (400, "Bad Request: message identifier is not specified")),
    ("editMessageText", {"inline_message_id": "x", "text": "x"}, (400, "Bad Request: MESSAGE_ID_INVALID")),
    (
        "editMessageText",
        {"chat_id": 7, "message_id": 2, "text": "<b>hello</b>", "parse_mode": "HTML"},
        (
            400,
            (
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            ),
        ),
    ),
    (
        "editMessageCaption",
        {"chat_id": 7, "message_id": 2, "caption": "x"},
        (400, "Bad Request: there is no caption in the message to edit"),
    ),
    ("deleteMessage", {"chat_id": 7, "message_id": 999}, (400, "Bad Request: message to delete not found")),
    (
        "deleteMessages",
        {"chat_id": 7, "message_ids": [1] * 101},
        (400, "Bad Request: too many message identifiers specified"),
    ),
    (
        "forwardMessage",
        {"chat_id": 7, "from_chat_id": 7, "message_id": 999},
        (400, "Bad Request: message to forward not found"),
    ),
    (
        "copyMessage",
        {"chat_id": 7, "from_chat_id": 7, "message_id": 999},
        (400, "Bad Request: message to copy not found"),
    ),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        (400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, (400, "Bad Request: MESSAGE_TOO_LONG")),
    (
        "setMyCommands",
        {"commands": [{"command": "Energy", "description": "x"}]},
        (400, "Bad Request: BOT_COMMAND_INVALID"),
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "x" * 257}]},
        (400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
    ),
    (
        "setMyCommands",
        {"commands": [{"command": f"a{n}", "description": "x"} for n in range(101)]},
        (400, "Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ),
    ("getFile", {"file_id": "nothing"}, (400, "Bad Request: invalid file_id")),
    ("sendPhoto", {"chat_id": 7, "photo": "nothing"}, (400, "Bad Request: wrong file identifier/HTTP URL specified")),
    (
        "sendPhoto",
        {"chat_id": 7, "photo": "https://example.org/a.png"},
        (400, "Bad Request: failed to get HTTP URL content"),
    ),
    ("sendChatAction", {"chat_id": 7, "action": "dancing"}, (400, "Bad Request: wrong parameter action in request")),
    (
        "setWebhook",
        {"url": "https://example.org/hook"},
        (400, "Bad Request: bad webhook: the sandbox delivers to loopback addresses only"),
    ),
    (
        "setWebhook",
        {"url": "http://127.0.0.1/", "secret_token": "ё"},
        (400, "Bad Request: secret token contains unallowed characters"),
    ),
    (
        "sendLocation",
        {"chat_id": 7, "latitude": "inf", "longitude": 1},
        (400, 'Bad Request: parameter "latitude" must be a finite number'),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": "["},
        (
            400,
            "Bad Request: can't parse reply_markup JSON object: Expecting value: line 1 column 2 (char 1)",
        ),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}},
        (400, "Bad Request: inline keyboard button text must be non-empty"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "copy_text": {"text": ""}}]]}},
        (400, "Bad Request: BUTTON_COPY_TEXT_INVALID"),
    ),
    (
        "sendMessage",
        {
            "chat_id": 7,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "A", "web_app": {"url": "http://a.kz"}}]]},
        },
        (400, "Bad Request: inline keyboard button Web App URL 'http://a.kz' is invalid: Only HTTPS links are allowed"),
    ),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": {"keyboard": []}},
        (400, "Bad Request: reply keyboard must have at least one button"),
    ),
    (
        "forwardMessages",
        {"chat_id": 7, "from_chat_id": 7, "message_ids": []},
        (400, "Bad Request: message identifiers are not specified"),
    ),
    (
        "copyMessages",
        {"chat_id": 7, "from_chat_id": 7, "message_ids": [1] * 101},
        (400, "Bad Request: too many messages to handle"),
    ),
    ("getChatMember", {"chat_id": 7, "user_id": 99}, (400, "Bad Request: member not found")),
    ("getChatAdministrators", {"chat_id": 7}, (400, "Bad Request: there are no administrators in the private chat")),
    ("leaveChat", {"chat_id": 7}, (400, "Bad Request: chat member status can't be changed in private chats")),
    ("pinChatMessage", {"chat_id": 7, "message_id": 999}, (400, "Bad Request: message to pin not found")),
    ("createForumTopic", {"chat_id": 7, "name": "x"}, (400, "Bad Request: the chat is not a forum")),
    ("deleteForumTopic", {"chat_id": 7, "message_thread_id": 9}, (400, "Bad Request: message thread not found")),
    ("setChatTitle", {"chat_id": 7, "title": "x"}, (400, "Bad Request: can't change chat title in a private chat")),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": " "}]},
        (400, "Bad Request: command description must be non-empty"),
    ),
    ("getMyCommands", {"language_code": "kaz"}, (400, "Bad Request: invalid language code specified")),
    ("getMyCommands", {"scope": {"type": "chat", "chat_id": 99}}, (400, "Bad Request: chat not found")),
    ("setMyShortDescription", {"short_description": "x" * 121}, (400, "Bad Request: short description is too long")),
    ("sendMediaGroup", {"chat_id": 7, "media": []}, (400, "Bad Request: there must be 2-10 media in the album")),
    (
        "sendRichMessage",
        {"chat_id": 7, "rich_message": {"html": "x", "markdown": "y"}},
        (400, "Bad Request: exactly one of the fields html, markdown and blocks must be used in the rich message"),
    ),
    ("inventMethod", {}, (404, "Not Found: method not found")),
]
