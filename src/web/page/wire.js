// The wire in a browser: what a line is, by its mark (docs/PROTOCOL.md), and a connection that comes back.
// No words are parsed: only marks and names.

const NAME = /^(\S+)(?: (.*))?$/su;

/** What a line from the server is: its kind, its mark as it stands there, and its parts. */
export function parse(line) {
  const named = (kind, mark) => {
    const [, name, text = ''] = NAME.exec(line.slice(mark.length)) ?? [null, '', ''];
    return { kind, mark, name, text };
  };
  const worded = (kind, mark) => ({ kind, mark, text: line.slice(mark.length) });
  const spoken = (kind, open, close) => {
    const end = line.indexOf(`${close} `);
    if (end < 0) return { kind: 'other', mark: '', text: line };
    return { kind, mark: open + close, name: line.slice(1, end), text: line.slice(end + 2) };
  };
  if (line.startsWith('[')) return spoken('speech', '[', ']');
  if (line.startsWith('(')) return spoken('private', '(', ')');
  if (line.startsWith('* = ')) {
    const names = [];
    for (const word of line.slice(4).split(' ')) {
      if (word.startsWith('(')) break;
      if (word) names.push(word);
    }
    return { kind: 'present', mark: '* = ', names, text: line.slice(4) };
  }
  if (line.startsWith('* ~ ')) {
    const [from = '', to = ''] = line.slice(4).split(' ');
    return { kind: 'renamed', mark: '* ~ ', from, to, text: line.slice(4) };
  }
  if (line.startsWith('! # ')) {
    const [, number, text = ''] = NAME.exec(line.slice(4)) ?? [null, '', ''];
    return { kind: 'unread', mark: '! # ', number: Number(number), text };
  }
  const marks = [
    ['* + ', 'joined', named], ['* - ', 'left', named], ['* @ ', 'action', named],
    ['* # ', 'announcement', named], ['* & ', 'pass', named], ['* < ', 'missed', named],
    ['* . ', 'over', worded], ['* ', 'notice', worded],
    ['? # ', 'askCode', worded], ['? * ', 'askPassword', worded], ['? & ', 'askName', worded],
    ['? ', 'askName', worded], ['> ', 'answer', worded], ['! ', 'refusal', worded],
  ];
  for (const [mark, kind, read] of marks) if (line.startsWith(mark)) return read(kind, mark);
  return { kind: 'other', mark: '', text: line };
}

/** The lines that a pass counts: what is said to everyone or to oneself. */
export const counts = ({ kind }) => ['speech', 'private', 'action', 'announcement'].includes(kind);

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
/** A timer that comes this much too late has slept: the connection has not survived that. */
const SLEPT = 30_000;
const TICK = 5000;

/**
 * A connection to the class. `on` has `line(text)`, `state(name, seconds)`: "connecting", "open",
 * "waiting" (for that many seconds) or "closed", and `lost()` before each new attempt.
 */
export class Connection {
  #on;
  #socket = null;
  #wanted = false;
  #wait = FIRST_WAIT;
  #timer = 0;

  constructor(on) {
    this.#on = on;
    let last = Date.now();
    setInterval(() => {
      const slept = Date.now() - last > TICK + SLEPT;
      last = Date.now();
      if (slept) this.#again(true);
    }, TICK);
    addEventListener('online', () => this.#again(true));
    addEventListener('pageshow', (event) => this.#again(event.persisted));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#again(false);
    });
  }

  open() {
    this.#wanted = true;
    this.#connect();
  }

  /** Ends the connection for good. */
  close() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
  }

  /** Gives this connection up, and tries again a little later. */
  retry() {
    this.#socket?.close(1000);
  }

  /** It works: the next loss is waited for only shortly. */
  settled() {
    this.#wait = FIRST_WAIT;
  }

  /** Sends a line; false: there is no connection. */
  send(line) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(line);
    return true;
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#on.state('connecting', 0);
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/ws`, 'sala');
    this.#socket = socket;
    socket.onopen = () => this.#on.state('open', 0);
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#on.line(data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
  }

  #lost() {
    this.#socket = null;
    if (!this.#wanted) return this.#on.state('closed', 0);
    const wait = this.#wait;
    this.#wait = Math.min(wait * 2, LONGEST_WAIT);
    this.#on.lost();
    this.#on.state('waiting', Math.round(wait / 1000));
    this.#timer = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }

  /** Tries again at once; `even`: even if the connection seems to be there. */
  #again(even) {
    if (!this.#wanted) return;
    const socket = this.#socket;
    if (socket && !even) return;
    if (socket) {
      this.#socket = null;
      socket.close();
      this.#on.lost();
    }
    this.#connect();
  }
}
