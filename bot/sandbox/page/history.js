// The messages of the open chat: only the newest are in the page, an edit touches one of them, and nothing jumps.

import { make } from "./dom.js";
import { dayName } from "./words.js";

const PAGE = 100; // messages shown at first, and added when one scrolls up to them
const MOST = 300; // more than this are taken off again at the top while one reads at the bottom
const NEAR_PX = 48;
const EARLIER_PX = 600;
const SAME_SPEAKER_S = 600;

const dayOf = (message) => new Date(message.date * 1000).toDateString();
const speaker = (message) => (message.from ?? message.sender_chat ?? message.chat).id;
const daySign = (message) => make("p", { class: "day" }, make("span", {}, dayName(message.date)));

/** Which control of an article this is: the n-th of the keys, or of all. Null when it is none of its. */
function controlIn(article, element) {
  const kind = element?.matches(".key") ? ".key" : "button, a";
  const place = [...article.querySelectorAll(kind)].indexOf(element);
  return place < 0 ? null : { kind, place };
}

export class History {
  #log;
  #draw;
  #moved;
  #messages = [];
  #articles = new Map();
  #from = 0;
  #stuck = true;

  /**
   * @param {HTMLElement} log  the element that scrolls
   * @param {(article: HTMLElement, message: object, follows: boolean) => void} draw  fills an article with a message
   * @param {() => void} moved  told when the reader has come to the bottom or left it
   */
  constructor(log, draw, moved) {
    this.#log = log;
    this.#draw = draw;
    this.#moved = moved;
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#stuck && this.toBottom()).observe(log);
  }

  get messages() {
    return this.#messages;
  }

  get atBottom() {
    return this.#stuck;
  }

  find(id) {
    return this.#messages[this.#indexOf(id)];
  }

  /** Show these messages, oldest first, and nothing of what was shown before. */
  open(messages) {
    this.#messages = messages.toSorted((a, b) => a.message_id - b.message_id);
    this.#from = Math.max(0, this.#messages.length - PAGE);
    this.#redraw();
    this.toBottom();
  }

  /** Come to hold exactly these messages, with as little movement as their differences need. */
  reconcile(messages) {
    const kept = new Set(messages.map((message) => message.message_id));
    for (const { message_id: id } of [...this.#messages]) if (!kept.has(id)) this.remove(id);
    for (const message of messages) this.put(message);
  }

  /** A new message, or a new state of one that is there. */
  put(message) {
    const index = this.#indexOf(message.message_id);
    if (index >= 0) {
      this.#replace(index, message);
    } else if (this.#messages.length === 0 || message.message_id > this.#messages.at(-1).message_id) {
      this.#messages.push(message);
      this.#log.append(this.#rows([this.#messages.length - 1]));
    } else {
      this.#messages.push(message);
      this.#messages.sort((a, b) => a.message_id - b.message_id);
      this.#redraw();
    }
  }

  remove(id) {
    const index = this.#indexOf(id);
    if (index < 0) return;
    this.#messages.splice(index, 1);
    if (index < this.#from) this.#from -= 1;
    const article = this.#articles.get(id);
    if (!article) return;
    const [before, after] = [article.previousElementSibling, article.nextElementSibling];
    if (before?.classList.contains("day") && (!after || after.classList.contains("day"))) before.remove();
    article.remove();
    this.#articles.delete(id);
  }

  /** Carry out changes so that what one reads stays where it is, or the newest in sight if it was. */
  still(change) {
    const anchor = this.#stuck ? null : this.#firstInSight();
    const top = anchor?.getBoundingClientRect().top;
    const newest = this.#messages.at(-1)?.message_id;
    change();
    if (this.#stuck) {
      this.#trim();
      this.toBottom();
      if (this.#messages.at(-1)?.message_id !== newest) this.#showBeginning(this.#messages.at(-1));
    } else if (anchor?.isConnected) {
      this.#log.scrollTop += anchor.getBoundingClientRect().top - top;
    }
  }

  toBottom() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#setStuck(true);
  }

  /** Bring a message into sight. @returns {HTMLElement | null} its article, null when there is no such message */
  show(id) {
    const index = this.#indexOf(id);
    if (index < 0) return null;
    if (index < this.#from) this.still(() => this.#earlier(this.#from - index + PAGE));
    const article = this.#articles.get(id);
    article.scrollIntoView({ block: "center" });
    return article;
  }

  #indexOf(id) {
    let [low, high] = [0, this.#messages.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#messages[middle].message_id;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #replace(index, message) {
    const same = JSON.stringify(this.#messages[index]) === JSON.stringify(message);
    this.#messages[index] = message;
    const article = this.#articles.get(message.message_id);
    if (same || !article) return;
    const focused = controlIn(article, document.activeElement);
    this.#draw(article, message, this.#follows(index));
    if (!focused) return;
    // Who pressed a button by the keyboard goes on from the button that now stands in its place.
    const successor = [...article.querySelectorAll(focused.kind)].at(focused.place) ?? article;
    successor.focus({ preventScroll: true });
  }

  #follows(index) {
    const [before, message] = [this.#messages[index - 1], this.#messages[index]];
    if (!before || speaker(before) !== speaker(message) || dayOf(before) !== dayOf(message)) return false;
    return message.date - before.date < SAME_SPEAKER_S;
  }

  #article(index) {
    const message = this.#messages[index];
    const article = make("article", { tabIndex: -1, data: { id: message.message_id } });
    this.#draw(article, message, this.#follows(index));
    this.#articles.set(message.message_id, article);
    return article;
  }

  #rows(indexes) {
    const fragment = document.createDocumentFragment();
    for (const index of indexes) {
      const message = this.#messages[index];
      const opensDay = index === this.#from || dayOf(this.#messages[index - 1]) !== dayOf(message);
      if (opensDay) fragment.append(daySign(message));
      fragment.append(this.#article(index));
    }
    return fragment;
  }

  #redraw() {
    this.#articles.clear();
    const shown = this.#messages.map((_, index) => index).slice(this.#from);
    this.#log.replaceChildren(this.#rows(shown));
  }

  #earlier(count) {
    const end = this.#from;
    this.#from = Math.max(0, end - count);
    const rows = this.#rows(Array.from({ length: end - this.#from }, (_, index) => this.#from + index));
    const sameDay = end < this.#messages.length && dayOf(this.#messages[end - 1]) === dayOf(this.#messages[end]);
    if (sameDay) this.#log.querySelector(":scope > .day")?.remove();
    this.#log.prepend(rows);
  }

  #trim() {
    if (this.#messages.length - this.#from <= MOST) return;
    this.#from = this.#messages.length - PAGE;
    const first = this.#articles.get(this.#messages[this.#from].message_id);
    while (this.#log.firstChild !== first) {
      this.#articles.delete(Number(this.#log.firstChild.dataset.id));
      this.#log.firstChild.remove();
    }
    this.#log.prepend(daySign(this.#messages[this.#from]));
  }

  /** What is higher than the window is read from its beginning, not from its end. */
  #showBeginning(message) {
    const article = message && this.#articles.get(message.message_id);
    if (!article || message.from?.is_bot === false || article.offsetHeight <= this.#log.clientHeight) return;
    article.scrollIntoView({ block: "start" });
  }

  #firstInSight() {
    const top = this.#log.getBoundingClientRect().top;
    const rows = this.#log.children;
    let [low, high] = [0, rows.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    return rows[low] ?? null;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    this.#setStuck(scrollHeight - scrollTop - clientHeight < NEAR_PX);
    if (scrollTop < EARLIER_PX && this.#from > 0 && !this.#stuck) this.still(() => this.#earlier(PAGE));
  }

  #setStuck(stuck) {
    if (stuck === this.#stuck) return;
    this.#stuck = stuck;
    this.#moved();
  }
}
