// Pressed inline buttons, each waiting for the bot's answer to its callback query.

import * as api from "./api.js";

const WAIT_MS = 15_000;
const EARLY_ANSWERS = 50;

export class Presses {
  #waiting = new Map();
  #early = new Map();

  /**
   * Press a button.
   *
   * @param {{chat_id: number, message_id: number, data: string, user_id: number}} pressed
   * @returns {Promise<object | null>} the callback_answer event; null when none came in time
   * @throws {api.RequestFailed} when the sandbox did not take the press
   */
  async press(pressed) {
    const { callback_query_id: id } = await api.press(pressed);
    if (this.#early.has(id)) {
      const answer = this.#early.get(id);
      this.#early.delete(id);
      return answer;
    }
    const answer = await new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(resolve, WAIT_MS, null);
    });
    this.#waiting.delete(id);
    return answer;
  }

  /** The bot has answered. It may be quicker than the reply to our own request, or mean another window's press. */
  answered(event) {
    const id = event.callback_query_id;
    const waiting = this.#waiting.get(id);
    if (waiting) {
      waiting(event);
      return;
    }
    this.#early.set(id, event);
    if (this.#early.size > EARLY_ANSWERS) this.#early.delete(this.#early.keys().next().value);
  }
}
