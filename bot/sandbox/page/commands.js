// The menu of the bot's commands over the composer: opened by its button or by typing "/", filtered while one types.

import { byId, make } from "./dom.js";

const TYPING = /^\/([a-z0-9_]*)$/i;

/** The commands that fit what is typed so far; none when it is not the beginning of a command. */
export function matching(commands, typed) {
  const start = TYPING.exec(typed)?.[1].toLowerCase();
  return start === undefined ? [] : commands.filter(({ command }) => command.startsWith(start));
}

export class CommandMenu {
  #list = byId("commands");
  #field = byId("text");
  #button = byId("commands-button");
  #commands = [];
  #shown = [];
  #active = -1;
  #load;
  #choose;

  /**
   * @param {() => Promise<{command: string, description: string}[]>} load  asked each time the menu opens
   * @param {(text: string) => void} choose  a command was chosen
   */
  constructor(load, choose) {
    this.#load = load;
    this.#choose = choose;
    this.#button.addEventListener("click", () => (this.isOpen ? this.close() : this.#open("/")));
    // The field keeps the focus (and a phone its keyboard) while one chooses with the pointer.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#field.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  async refresh() {
    this.#commands = await this.#load();
    this.#button.hidden = this.#commands.length === 0;
  }

  /** The text of the field has changed. */
  async typed(text) {
    if (!TYPING.test(text)) return this.close();
    if (!this.isOpen) await this.refresh();
    if (this.#field.value === text) this.#show(matching(this.#commands, text));
    return undefined;
  }

  /** @returns {boolean} whether the key was meant for the menu */
  key(event) {
    if (!this.isOpen) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      const count = this.#shown.length;
      const from = this.#active < 0 && event.key === "ArrowUp" ? count : this.#active;
      this.#activate((from + moves[event.key] + count) % count);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Enter" && this.#active >= 0) {
      this.#take(this.#shown[this.#active]);
    } else if (event.key === "Tab" && !event.shiftKey) {
      this.#field.value = `/${this.#shown[Math.max(0, this.#active)].command}`;
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  close() {
    this.#list.hidden = true;
    this.#active = -1;
    this.#field.removeAttribute("aria-activedescendant");
    this.#button.setAttribute("aria-expanded", "false");
  }

  async #open(prefix) {
    await this.refresh();
    this.#field.focus();
    this.#show(matching(this.#commands, prefix));
  }

  #take({ command }) {
    this.close();
    this.#choose(`/${command}`);
  }

  #show(commands) {
    if (commands.length === 0) {
      this.close();
      return;
    }
    this.#shown = commands;
    this.#active = -1;
    this.#list.replaceChildren(...commands.map((command, index) => this.#option(command, index)));
    this.#list.hidden = false;
    this.#list.scrollTop = 0;
    this.#button.setAttribute("aria-expanded", "true");
  }

  #option(command, index) {
    const click = () => this.#take(command);
    return make("li", { id: `command-${index}`, role: "option", "aria-selected": "false", on: { click } },
      make("span", { class: "command" }, `/${command.command}`),
      make("span", { class: "description" }, command.description));
  }

  #activate(index) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    const option = this.#list.children[index];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", option.id);
    this.#active = index;
  }
}
