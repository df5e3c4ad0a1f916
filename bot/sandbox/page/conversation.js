// The open chat: its head, its messages, the place to write, and what its bot is doing.

import * as api from "./api.js";
import { titleOf } from "./chats.js";
import { Composer } from "./composer.js";
import { alertBox, toast } from "./dialogs.js";
import { byId, dressAvatar, safeAddress } from "./dom.js";
import { History } from "./history.js";
import { fill } from "./message.js";
import * as people from "./people.js";
import { Presses } from "./presses.js";
import { nameOf } from "./preview.js";
import { LANGUAGES, say } from "./words.js";

const TYPING_MS = 5000; // Telegram shows an action for five seconds, or until the message comes

/** Say why a request failed; anything but a failed request is a mistake of ours and goes on to the console. */
function excuse(error) {
  if (!(error instanceof api.RequestFailed)) throw error;
  toast(say("failed", { reason: error.reason ?? say("unreachable") }));
}

/** Put a text on the clipboard; browsers offer one to pages of this machine only, and may ask the person first. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say("copied"));
  } catch {
    toast(say("copyFailed"));
  }
}

export class Conversation {
  #chat = null;
  #bot;
  #wrote;
  #history = new History(byId("log"), (...message) => this.#draw(...message), () => this.#showNewest());
  #composer = new Composer({ send: (content) => this.#send(content), commands: () => this.#commands() });
  #presses = new Presses();
  #typingTimer = 0;
  #missed = 0;
  #starting = new Set(); // chats whose first message is on its way
  #actions = {
    sendText: (text) => this.#send({ text }),
    press: (message, button) => this.#press(message, button),
    copy,
    reply: (message) => this.#composer.replyTo(message),
    showMessage: (id) => this.#showMessage(id),
  };

  /**
   * @param {object} bot  a Bot API User
   * @param {(chatId: number, message: object) => void} wrote  told of each message that one has sent from here
   */
  constructor(bot, wrote) {
    this.#bot = bot;
    this.#wrote = wrote;
    byId("newest").addEventListener("click", () => this.#history.toBottom());
    byId("start").addEventListener("click", () => this.#start());
    byId("block").addEventListener("click", () => this.#block(!this.#chat.blocked));
    byId("unblock").addEventListener("click", () => this.#block(false));
  }

  get chatId() {
    return this.#chat?.id ?? null;
  }

  /** Show a chat with these messages. */
  open(chat, messages) {
    this.#missed = 0;
    this.#learnPerson(chat, messages);
    this.#chat = chat;
    byId("log").setAttribute("aria-busy", "true"); // what was said before is not read aloud as if it were new
    this.#history.open(messages);
    this.#composer.switchTo(chat.id);
    this.#settle();
    requestAnimationFrame(() => byId("log").removeAttribute("aria-busy"));
  }

  /** The open chat's messages were asked for anew. */
  reload(chat, messages) {
    this.#chat = chat;
    this.#starting.delete(chat.id);
    this.#history.still(() => this.#history.reconcile(messages));
    this.#composer.refreshCommands();
    this.#settle();
  }

  /** What is known of the chat (its title, whether the bot is blocked) has changed. */
  know(chat) {
    const isAsked = chat.keyboard?.force_reply && !this.#chat.keyboard?.force_reply;
    this.#chat = chat;
    if (isAsked) this.#composer.replyTo(this.#history.messages.findLast(({ from }) => from?.is_bot), false);
    this.#settle();
  }

  /** Carry out events of this chat, together. */
  apply(events) {
    this.#history.still(() => {
      for (const event of events) {
        if (event.type === "deleted") this.#history.remove(event.message_id);
        else this.#put(event.message);
      }
    });
    this.#settle();
  }

  answered(event) {
    this.#presses.answered(event);
  }

  typing() {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#stopTyping(), TYPING_MS);
    byId("chat-status").classList.add("typing");
    this.#showHead();
  }

  /** Put the focus where one begins: on Start in a new chat, unless one is writing already. */
  focus() {
    if (byId("empty").hidden || byId("start").hidden || this.#composer.hasText) this.#composer.focus();
    else byId("start").focus();
  }

  #put(message) {
    const isNew = !this.#history.find(message.message_id);
    this.#history.put(message);
    if (!isNew) return;
    if (!this.#isOwn(message)) this.#stopTyping();
    if (!this.#history.atBottom) this.#missed += 1;
  }

  #draw(article, message, follows) {
    const showsName = this.#chat.type !== "private" && !follows;
    const actions = this.#chat.type === "channel" ? { ...this.#actions, reply: null } : this.#actions;
    fill(article, message, { own: this.#isOwn(message), showsName, follows }, actions);
  }

  #person() {
    return this.#chat.type === "private" ? people.get(this.#chat.id) : people.main();
  }

  #isOwn(message) {
    return Boolean(message.from) && !message.from.is_bot && message.from.id === this.#person().id;
  }

  #learnPerson(chat, messages) {
    if (chat.type !== "private" || people.get(chat.id)) return;
    const user = messages.findLast(({ from }) => from && !from.is_bot)?.from;
    people.remember(user ?? { id: chat.id, first_name: nameOf(chat) || say("guest") });
  }

  async #commands() {
    if (!this.#chat) return [];
    try {
      return await api.commands(this.#chat.id, this.#person().language_code);
    } catch (error) {
      if (!(error instanceof api.RequestFailed)) throw error;
      return [];
    }
  }

  /** @returns {Promise<boolean>} whether the sandbox took it */
  async #send(content) {
    const chat = this.#chat;
    if (!chat) return false; // one may type faster than the first chat opens
    const isFirst = this.#history.messages.length === 0;
    try {
      const message = await api.write({ chat_id: chat.id, user: this.#person(), ...content });
      this.#wrote(chat.id, message);
      if (this.#chat.id === chat.id) this.#history.toBottom();
      if (isFirst) this.#composer.refreshCommands(); // now the chat may have a menu of its own
      return true;
    } catch (error) {
      excuse(error);
      return false;
    }
  }

  async #start() {
    const { id } = this.#chat;
    this.#starting.add(id);
    this.#settle();
    let sent = false;
    try {
      sent = await this.#send({ text: "/start" });
    } finally {
      if (!sent) this.#starting.delete(id);
      if (this.#chat.id === id) this.#focusAfterStart(sent);
    }
  }

  #focusAfterStart(sent) {
    this.#settle();
    if (sent) this.#composer.focus();
    else byId("start").focus();
  }

  async #press(message, button) {
    const place = { chat_id: this.#chat.id, message_id: message.message_id };
    let answer;
    try {
      answer = await this.#presses.press({ ...place, data: button.callback_data, user_id: this.#person().id });
    } catch (error) {
      excuse(error);
      return;
    }
    const address = answer?.url && safeAddress(answer.url);
    if (!answer) toast(say("noBotAnswer"));
    else if (answer.show_alert || address) alertBox(this.#bot.first_name, answer.text ?? "", address);
    else if (answer.text) toast(answer.text);
  }

  async #block(blocked) {
    const { id, type } = this.#chat;
    try {
      await api.saveChat({ id, type, blocked, title: this.#person().first_name });
      this.#chat.blocked = blocked;
    } catch (error) {
      excuse(error);
    }
    this.#settle();
  }

  #showMessage(id) {
    const article = this.#history.show(id);
    if (!article) {
      toast(say("deletedReply"));
      return;
    }
    article.classList.add("found");
    article.addEventListener("animationend", () => article.classList.remove("found"), { once: true });
    article.focus({ preventScroll: true });
  }

  #stopTyping() {
    clearTimeout(this.#typingTimer);
    byId("chat-status").classList.remove("typing");
    this.#showHead();
  }

  #showNewest() {
    const below = this.#history.atBottom;
    if (below) this.#missed = 0;
    byId("newest").hidden = below;
    byId("newest-count").hidden = this.#missed === 0;
    byId("newest-count").textContent = String(this.#missed);
  }

  #showHead() {
    const isPrivate = this.#chat.type === "private";
    const title = isPrivate ? this.#bot.first_name : titleOf(this.#chat);
    const { first_name: name, language_code: code } = this.#person();
    const status = byId("chat-status");
    const role = say("asPerson", { name, language: LANGUAGES[code] ?? code });
    status.textContent = status.classList.contains("typing") ? say("typing") : role;
    byId("chat-title").textContent = title;
    dressAvatar(byId("chat-avatar"), isPrivate ? this.#bot.id : this.#chat.id, title);
  }

  /** Bring everything around the messages into the state that they and the chat ask for. */
  #settle() {
    const { type, blocked = false, keyboard } = this.#chat;
    const isPrivate = type === "private";
    const isEmpty = this.#history.messages.length === 0;
    this.#showHead();
    this.#showNewest();
    byId("empty").hidden = !isEmpty;
    byId("empty-title").textContent = byId("chat-title").textContent;
    byId("empty-text").textContent = this.#bot.description || say(isPrivate ? "emptyText" : "emptyGroup");
    dressAvatar(byId("empty-avatar"), isPrivate ? this.#bot.id : this.#chat.id, byId("chat-title").textContent);
    if (!isEmpty) this.#starting.delete(this.#chat.id);
    byId("start").hidden = !isPrivate || blocked;
    byId("start").disabled = this.#starting.has(this.#chat.id); // else a second press would send it twice
    byId("block").textContent = say(blocked ? "unblock" : "block");
    byId("chat-menu-button").hidden = !isPrivate;
    byId("unblock").hidden = !blocked;
    byId("read-only").hidden = type !== "channel";
    byId("composer").hidden = blocked || type === "channel";
    this.#composer.showKeyboard(!blocked && keyboard?.keyboard ? keyboard : null);
  }
}
