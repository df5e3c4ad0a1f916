// The list of chats: who, the last message, how many are unread.

import { dressAvatar, make } from "./dom.js";
import { nameOf, preview, senderOf } from "./preview.js";
import * as people from "./people.js";
import { LANGUAGES, say, shortTime } from "./words.js";

const KEY = "svodka.read";
const MOST_SHOWN = 200; // a load test makes thousands of chats, and nobody scrolls through them

/** What this browser kept of what was read; storage that is forbidden or spoilt means: nothing yet. */
function readMarks() {
  try {
    return new Map(JSON.parse(localStorage.getItem(KEY)).filter((mark) => mark.every(Number.isSafeInteger)));
  } catch {
    return new Map();
  }
}

/** The chats that the page knows, by id: the server's, and the persons who have not written yet. */
export class Chats {
  #known = new Map();
  #read = readMarks();

  constructor() {
    for (const person of people.all()) this.put({ id: person.id, type: "private" });
  }

  get(id) {
    return this.#known.get(id);
  }

  /** Newest first; those without a message come first of all, since they were just made. */
  sorted() {
    const active = (chat) => chat.last_message?.date ?? Infinity;
    const number = (chat) => chat.last_message?.message_id ?? 0; // dates are whole seconds
    return [...this.#known.values()].sort((a, b) => active(b) - active(a) || number(b) - number(a) || b.id - a.id);
  }

  get unread() {
    return this.sorted().reduce((sum, chat) => sum + chat.unread, 0);
  }

  /** Add a chat, or bring what is known of it up to date. */
  put(chat) {
    const merged = { unread: 0, ...this.#known.get(chat.id), ...chat };
    this.#known.set(chat.id, merged);
    return merged;
  }

  /** The server was asked anew: what it no longer has of a chat is gone. */
  replace(chats) {
    const unwritten = [...this.#known.values()].map(({ id, type }) => [id, { id, type, unread: 0 }]);
    const reported = chats.map((chat) => [chat.id, { ...chat, unread: this.get(chat.id)?.unread ?? 0 }]);
    this.#known = new Map([...unwritten, ...reported]);
  }

  /** The number of the last message that was seen in a chat; a server that begins anew counts from one again. */
  readUpTo(id) {
    return Math.min(this.#read.get(id) ?? 0, this.get(id)?.last_message?.message_id ?? 0);
  }

  markRead(id, messageId) {
    this.put({ id, unread: 0 });
    this.#read.set(id, messageId);
    try {
      localStorage.setItem(KEY, JSON.stringify([...this.#read]));
    } catch {
      // Storage may be forbidden or full: then the marks live as long as the page.
    }
  }
}

/** What the list calls a chat: a person by their name, a group by its title. */
export function titleOf(chat) {
  return people.get(chat.id)?.first_name ?? (nameOf(chat) || String(chat.id));
}

function previewOf(chat) {
  const last = chat.last_message;
  if (!last) return say("noMessages");
  const own = last.from && !last.from.is_bot && last.from.id === (chat.type === "private" ? chat.id : people.main().id);
  const who = own ? say("you") : chat.type === "private" ? "" : nameOf(senderOf(last));
  return who ? `${who}: ${preview(last)}` : preview(last);
}

function row(chat, open) {
  const avatar = make("span", { class: "avatar", "aria-hidden": "true" });
  dressAvatar(avatar, chat.id, titleOf(chat));
  const code = people.get(chat.id)?.language_code;
  const languageSign = code && make("abbr", { class: "language", title: LANGUAGES[code] ?? code }, code);
  const last = chat.last_message;
  const unread = { class: "badge", "aria-label": say("unread", { count: chat.unread }) };
  const link = { class: "chat-row", href: `#chat=${chat.id}`, "aria-current": open ? "true" : null };
  return make("li", {}, make("a", { ...link, data: { id: chat.id } },
    avatar,
    make("span", { class: "chat-name" }, make("span", { class: "cut" }, titleOf(chat)), languageSign),
    last && make("span", { class: "chat-time" }, shortTime(last.date)),
    make("span", { class: "chat-preview cut" }, previewOf(chat)),
    chat.unread > 0 && make("span", unread, String(chat.unread))));
}

/** Draw the newest chats; the focus stays on the chat it was on. */
export function drawChats(list, chats, openId) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const sorted = chats.sorted();
  const rest = sorted.length - MOST_SHOWN;
  list.replaceChildren(...sorted.slice(0, MOST_SHOWN).map((chat) => row(chat, chat.id === openId)));
  if (rest > 0) list.append(make("li", { class: "more-chats" }, say("moreChats", { count: rest })));
  if (focused) list.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
}
