// Where one writes: the field, the reply, the document, and the keyboard that a bot may put in the letters' place.

import { CommandMenu } from "./commands.js";
import { byId } from "./dom.js";
import { toast } from "./dialogs.js";
import { showReplyKeyboard } from "./keyboards.js";
import { nameOf, preview, senderOf } from "./preview.js";
import { say } from "./words.js";

const MOST_CHARACTERS = 4096; // UTF-16 units; the Bot API's limit for a text
const WARN_CHARACTERS = 3800;
const MOST_BYTES = 20 * 1024 * 1024;

/** The content of a file in base64. */
async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

export class Composer {
  #field = byId("text");
  #send;
  #menu;
  #replyTo = null;
  #busy = false;
  #markup = null;
  #drafts = new Map();
  #chatId = null;

  /**
   * @param {object} actions
   * @param {(content: object) => Promise<boolean>} actions.send  text, reply_to, document; true when it was taken
   * @param {() => Promise<object[]>} actions.commands  the bot's commands in the open chat
   */
  constructor({ send, commands }) {
    this.#send = send;
    this.#menu = new CommandMenu(commands, (text) => this.#sendCommand(text));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => this.#changed());
    byId("reply-cancel").addEventListener("click", () => this.replyTo(null));
    byId("attach").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", () => this.#attach());
    byId("keyboard-button").addEventListener("click", () => this.#showKeyboard(byId("keyboard").hidden));
  }

  /** Another chat is open: its draft, its commands. What was typed before the first one opened is kept. */
  switchTo(chatId) {
    this.#drafts.set(this.#chatId ?? chatId, this.#field.value);
    this.#chatId = chatId;
    this.#menu.close();
    this.replyTo(null, false);
    this.#setText(this.#drafts.get(chatId) ?? "");
    return this.#menu.refresh();
  }

  refreshCommands() {
    return this.#menu.refresh();
  }

  get hasText() {
    return this.#field.value !== "";
  }

  focus() {
    this.#field.focus();
  }

  replyTo(message, takeFocus = true) {
    this.#replyTo = message?.message_id ?? null;
    byId("reply").hidden = !message;
    if (message) {
      byId("reply-name").textContent = nameOf(senderOf(message));
      byId("reply-text").textContent = preview(message);
    }
    if (takeFocus) this.focus();
  }

  /** Show a ReplyKeyboardMarkup, or take the last one away (null). One that is there already stays as one left it. */
  showKeyboard(markup) {
    if (JSON.stringify(markup) === JSON.stringify(this.#markup)) return;
    this.#markup = markup;
    this.#field.placeholder = markup?.input_field_placeholder ?? say("message");
    byId("keyboard-button").hidden = !markup;
    if (markup) showReplyKeyboard(byId("keyboard"), markup, (text) => this.#sendKey(text));
    this.#showKeyboard(Boolean(markup));
  }

  #showKeyboard(open) {
    byId("keyboard").hidden = !open;
    byId("keyboard-button").setAttribute("aria-expanded", String(open));
  }

  async #sendKey(text) {
    if (this.#markup?.one_time_keyboard) this.#showKeyboard(false);
    await this.#deliver({ text });
    this.focus();
  }

  async #sendCommand(text) {
    this.#setText("");
    await this.#deliver({ text });
  }

  async #submit() {
    const text = this.#field.value;
    if (this.#busy || !text.trim() || text.length > MOST_CHARACTERS) return;
    if (await this.#deliver({ text }) && this.#field.value === text) this.#setText("");
  }

  async #deliver(content) {
    this.#busy = true;
    try {
      const reply = this.#replyTo === null ? {} : { reply_to: this.#replyTo };
      const sent = await this.#send({ ...content, ...reply });
      if (sent && this.#replyTo === reply.reply_to) this.replyTo(null);
      return sent;
    } finally {
      this.#busy = false;
    }
  }

  async #attach() {
    const [file] = byId("file").files;
    byId("file").value = "";
    if (!file) return;
    if (file.size > MOST_BYTES) {
      toast(say("failed", { reason: say("tooLargeFile") }));
      return;
    }
    const mimeType = file.type || "application/octet-stream";
    const document = { file_name: file.name, mime_type: mimeType, content: await base64(file) };
    const text = this.#field.value;
    if (await this.#deliver({ text, document })) this.#setText("");
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#menu.key(event)) {
      this.#changed(false);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#replyTo !== null) {
      this.replyTo(null);
    }
  }

  #setText(text) {
    this.#field.value = text;
    this.#changed();
  }

  #changed(showMenu = true) {
    const field = this.#field;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    const over = field.value.length - MOST_CHARACTERS;
    const left = byId("left");
    left.hidden = field.value.length < WARN_CHARACTERS;
    left.classList.toggle("over", over > 0);
    left.textContent = over > 0 ? say("tooLong", { count: over }) : String(-over);
    byId("send").disabled = !field.value.trim() || over > 0;
    if (showMenu) this.#menu.typed(field.value);
  }
}
