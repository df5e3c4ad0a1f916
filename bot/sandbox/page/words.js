// The page's own words, in the three languages of the bot, chosen by the browser's language.

export const WORDS = {
  en: {
    product: "Svodka", about: "A Telegram of your own, on this machine: no token, nothing leaves it.",
    chats: "Chats", newChat: "New chat", conversation: "Conversation", messages: "Messages", writing: "Write a message",
    back: "Back to the chats", chatMenu: "Chat menu", newest: "To the newest message", commands: "Commands of the bot",
    cancelReply: "Don’t reply", message: "Message", keyboard: "The bot’s keyboard", attach: "Attach a document",
    send: "Send", start: "Start", block: "Block the bot", unblock: "Unblock the bot",
    readOnly: "Only the channel’s administrators write here", offline: "No connection to the sandbox. Trying again …",
    emptyText: "Nothing here yet. Press Start, and the bot answers.", emptyGroup: "Nothing here yet. Write the first message.",
    newChatHint: "Another person who writes to the bot, in their own language.", name: "Name", language: "Language of their Telegram",
    cancel: "Cancel", create: "Create", ok: "OK", asPerson: "you write as {name} · {language}", typing: "typing …",
    edited: "edited", reply: "Reply", photo: "Photo", document: "Document", download: "Download {name}, {size}",
    showMore: "Show more", showLess: "Show less", spoiler: "Hidden text: show it", deletedReply: "Deleted message",
    unsupportedButton: "This button works in Telegram only", unsupported: "A message of a kind that this page doesn’t show ({kind})",
    copied: "Copied", copyFailed: "The browser did not allow copying", opens: "{text} (opens a page)", copies: "{text} (copies)",
    tooLong: "{count} too many", unread: { one: "{count} unread message", other: "{count} unread messages" },
    failed: "Not sent: {reason}", unreachable: "the sandbox doesn’t answer", tooLargeFile: "the file is larger than 20 MB",
    guest: "Guest", today: "Today", yesterday: "Yesterday", you: "You", forwarded: "Forwarded from {name}", noBotAnswer: "The bot did not answer",
    noMessages: "No messages yet", sender: "{name}, {time}", table: "Table", moreChats: "and {count} more", pinned: "{name} pinned a message", joined: "{name} joined",
    leftChat: "{name} left", openLink: "Open the link",
  },
  ru: {
    product: "Сводка", about: "Свой Telegram на этой машине: без токена, наружу ничего не уходит.",
    chats: "Чаты", newChat: "Новый чат", conversation: "Переписка", messages: "Сообщения", writing: "Написать сообщение",
    back: "Назад к чатам", chatMenu: "Меню чата", newest: "К последнему сообщению", commands: "Команды бота",
    cancelReply: "Не отвечать", message: "Сообщение", keyboard: "Клавиатура бота", attach: "Прикрепить документ",
    send: "Отправить", start: "Запустить", block: "Заблокировать бота", unblock: "Разблокировать бота",
    readOnly: "Здесь пишут только администраторы канала", offline: "Нет связи с песочницей. Пробуем снова…",
    emptyText: "Здесь пока пусто. Нажмите «Запустить», и бот ответит.", emptyGroup: "Здесь пока пусто. Напишите первое сообщение.",
    newChatHint: "Ещё один человек, который пишет боту на своём языке.", name: "Имя", language: "Язык его Telegram",
    cancel: "Отмена", create: "Создать", ok: "Понятно", asPerson: "вы пишете как {name} · {language}", typing: "печатает…",
    edited: "изменено", reply: "Ответить", photo: "Фото", document: "Документ", download: "Скачать {name}, {size}",
    showMore: "Показать всё", showLess: "Свернуть", spoiler: "Скрытый текст: показать", deletedReply: "Удалённое сообщение",
    unsupportedButton: "Эта кнопка работает только в Telegram", unsupported: "Сообщение, которое эта страница не показывает ({kind})",
    copied: "Скопировано", copyFailed: "Браузер не разрешил копирование", opens: "{text} (откроет страницу)", copies: "{text} (скопирует)",
    tooLong: "лишних: {count}", unread: { one: "{count} непрочитанное сообщение", few: "{count} непрочитанных сообщения", other: "{count} непрочитанных сообщений" },
    failed: "Не отправлено: {reason}", unreachable: "песочница не отвечает", tooLargeFile: "файл больше 20 МБ",
    guest: "Гость", today: "Сегодня", yesterday: "Вчера", you: "Вы", forwarded: "Переслано от {name}", noBotAnswer: "Бот не ответил",
    noMessages: "Сообщений пока нет", sender: "{name}, {time}", table: "Таблица", moreChats: "и ещё {count}", pinned: "{name}: закреплено сообщение", joined: "{name}: теперь в чате",
    leftChat: "{name}: больше не в чате", openLink: "Открыть ссылку",
  },
  kk: {
    product: "Сводка", about: "Осы машинадағы өз Telegram-ыңыз: токенсіз, сыртқа ештеңе шықпайды.",
    chats: "Чаттар", newChat: "Жаңа чат", conversation: "Әңгіме", messages: "Хабарламалар", writing: "Хабарлама жазу",
    back: "Чаттарға оралу", chatMenu: "Чат мәзірі", newest: "Соңғы хабарламаға", commands: "Бот командалары",
    cancelReply: "Жауап бермеу", message: "Хабарлама", keyboard: "Бот пернетақтасы", attach: "Құжат тіркеу",
    send: "Жіберу", start: "Бастау", block: "Ботты бұғаттау", unblock: "Ботты бұғаттан шығару",
    readOnly: "Мұнда тек арна әкімшілері жазады", offline: "Құмсалғышпен байланыс жоқ. Қайта қосылуда…",
    emptyText: "Мұнда әзірге бос. «Бастау» түймесін басыңыз, бот жауап береді.", emptyGroup: "Мұнда әзірге бос. Алғашқы хабарламаны жазыңыз.",
    newChatHint: "Ботқа өз тілінде жазатын тағы бір адам.", name: "Аты", language: "Telegram тілі",
    cancel: "Болдырмау", create: "Құру", ok: "Түсінікті", asPerson: "сіз {name} болып жазасыз · {language}", typing: "жазып жатыр…",
    edited: "өзгертілді", reply: "Жауап беру", photo: "Фото", document: "Құжат", download: "Жүктеп алу: {name}, {size}",
    showMore: "Толық көрсету", showLess: "Жию", spoiler: "Жасырын мәтін: көрсету", deletedReply: "Жойылған хабарлама",
    unsupportedButton: "Бұл түйме тек Telegram-да жұмыс істейді", unsupported: "Бұл бет көрсетпейтін хабарлама ({kind})",
    copied: "Көшірілді", copyFailed: "Браузер көшіруге рұқсат бермеді", opens: "{text} (бет ашады)", copies: "{text} (көшіреді)",
    tooLong: "артық: {count}", unread: { other: "{count} оқылмаған хабарлама" },
    failed: "Жіберілмеді: {reason}", unreachable: "құмсалғыш жауап бермейді", tooLargeFile: "файл 20 МБ-тан үлкен",
    guest: "Қонақ", today: "Бүгін", yesterday: "Кеше", you: "Сіз", forwarded: "{name} жазғаны қайта жіберілді", noBotAnswer: "Бот жауап бермеді",
    noMessages: "Әзірге хабарлама жоқ", sender: "{name}, {time}", table: "Кесте", moreChats: "тағы {count}", pinned: "{name}: хабарлама бекітілді", joined: "{name}: чатқа қосылды",
    leftChat: "{name}: чаттан шықты", openLink: "Сілтемені ашу",
  },
};

export const LANGUAGES = { ru: "Русский", kk: "Қазақша", en: "English" };

const wanted = navigator.language.toLowerCase().split("-")[0];
export const language = wanted in WORDS ? wanted : "en";
const locale = wanted === language ? navigator.language : "en-GB"; // whose way of writing times and numbers
const plural = new Intl.PluralRules(language);
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const thisYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
const anyYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "2-digit" });

/** The words for a key, with `{name}` replaced by `values.name`; `values.count` chooses among plural forms. */
export function say(key, values = {}) {
  const entry = WORDS[language][key];
  const pattern = typeof entry === "string" ? entry : (entry[plural.select(values.count)] ?? entry.other);
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Put the words where index.html asks for them. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = say(element.dataset.placeholder);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    if (element.matches("button")) element.title = say(element.dataset.label);
  }
}

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
const daysBetween = (from, to) => Math.round((midnight(to) - midnight(from)) / 86_400_000);

/** @param {number} seconds  Unix time, as the Bot API gives it */
export const timeOfDay = (seconds) => clock.format(seconds * 1000);

/** The local day of a Unix time, as words: today, yesterday, 12 November, 12 November 2025. */
export function dayName(seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  const age = daysBetween(date, now);
  if (age === 0) return say("today");
  if (age === 1) return say("yesterday");
  return (date.getFullYear() === now.getFullYear() ? thisYear : anyYear).format(date);
}

/** For the list of chats: the time when today, else a short date. */
export function shortTime(seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  return daysBetween(date, now) === 0 ? clock.format(date) : shortDay.format(date);
}

/** @param {number} bytes */
export function fileSize(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const format = { style: "unit", unit: units[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: power > 1 ? 1 : 0 };
  return new Intl.NumberFormat(locale, format).format(bytes / 1024 ** power);
}
