// The wire in a browser: what a line is, by its mark (docs/PROTOCOL.md), what follows from it, and a
// connection that comes back. No words are parsed: only marks, names and numbers.

const NAME = /^(\S+)(?: (.*))?$/su;

const named = (rest) => {
  const [, name = '', text = ''] = NAME.exec(rest) ?? [];
  return { name, text };
};
const worded = (text) => ({ text });

/** `QUESTION | NUMBER OPTION | … | text` */
const listed = (rest) => {
  const parts = rest.split(' | ');
  const options = parts.slice(1, -1).map(named).map(({ name, text }) => ({ number: Number(name), text }));
  return { question: parts[0], options, text: parts.at(-1) };
};

/** `NAME POINTS · NAME POINTS (text)` */
const scored = (rest) => {
  const end = rest.indexOf('(');
  const scores = rest.slice(0, end).trim().split(' · ').filter(Boolean).map(named);
  return { scores: scores.map(({ name, text }) => ({ name, points: Number(text) })), text: rest.slice(end + 1, -1) };
};

const READ = {
  present: (rest) => {
    const end = rest.indexOf('(');
    return { names: rest.slice(0, end).split(' ').filter(Boolean), text: rest.slice(end) };
  },
  renamed: (rest) => {
    const [from = '', to = '', ...words] = rest.split(' ');
    return { from, to, text: words.join(' ') };
  },
  unread: (rest) => {
    const { name, text } = named(rest);
    return { number: Number(name), text };
  },
  missed: (rest) => {
    const [lines, leftOut] = rest.split(' ');
    return { lines: Number(lines), leftOut: Number(leftOut), text: rest };
  },
  hand: (rest) => {
    const { name, text } = named(rest);
    const end = text.indexOf(')');
    return { name, text: text.slice(1, end), question: text.slice(end + 2) };
  },
  quiz: (rest) => {
    const { name, text } = named(rest);
    const [round, rounds] = name.split('/').map(Number);
    return { round, rounds, text };
  },
  setting: (rest) => {
    const { name, text } = named(rest);
    const { name: value, text: words } = named(text);
    return { name, value, text: words };
  },
  groups: (rest) => {
    const parts = rest.split(' | ');
    const groups = parts.slice(0, -1).map((part) => part.split(': '));
    return { groups: groups.map(([name, all]) => ({ name, names: all.split(', ') })), text: parts.at(-1) };
  },
};

/** Each mark, what kind of line it makes, and how that is read. Longer marks stand first. */
const MARKS = [
  ['* + ', 'joined', named], ['* - ', 'left', named], ['* ~ ', 'renamed', READ.renamed],
  ['* = ', 'present', READ.present], ['* @ ', 'action', named], ['* # ', 'announcement', named],
  ['* & ', 'pass', named], ['* < ', 'missed', READ.missed], ['* . ', 'over', worded],
  ['* ^ ', 'hand', READ.hand], ['* _ ', 'lowered', named], ['* ! ', 'turn', named],
  ['* ? ', 'poll', listed], ['* : ', 'votes', listed], ['* % ', 'result', listed],
  ['* / ', 'quiz', READ.quiz], ['* $ ', 'points', scored], ['* \\ ', 'quizResult', scored],
  ['* ; ', 'setting', READ.setting], ['* | ', 'groups', READ.groups], ['* * ', 'teaches', named],
  ['* , ', 'code', worded], ['* ', 'notice', worded],
  ['? # ', 'askCode', worded], ['? * ', 'askPassword', worded], ['? & ', 'askName', worded],
  ['? ', 'askName', worded], ['> ', 'answer', worded], ['! # ', 'unread', READ.unread],
  ['! ', 'refusal', worded],
];
/** What people say: `[NAME] text`, `(NAME) text`. */
const SPOKEN = { '[': ['speech', ']'], '(': ['private', ')'] };

/** What a line from the server is: its kind, its mark as it stands there, and its parts. */
export function parse(line) {
  const [kind, close] = SPOKEN[line[0]] ?? [];
  const end = kind ? line.indexOf(`${close} `) : -1;
  if (end > 0) return { kind, mark: line[0] + close, name: line.slice(1, end), text: line.slice(end + 2) };
  const found = MARKS.find(([mark]) => line.startsWith(mark));
  if (!found) return { kind: 'other', mark: '', text: line };
  const [mark, marked, read] = found;
  return { kind: marked, mark, ...read(line.slice(mark.length)) };
}

/** The room where everyone is who is in no group; called so in every language. */
const MAIN = 'sala';
const QUIET = { mode: 'chat', lecture: 'off', lock: 'off', whispers: 'on', tally: 'off' };

/** How things stand in the class, as far as its marked lines have told. */
export class Room {
  /** Who else is here. */
  people = [];
  teachers = new Set();
  /** Raised hands, the first one first: `{ name, question }`. */
  hands = [];
  /** The open poll, and its votes so far. */
  poll = null;
  votes = null;
  /** The poll that was closed last. */
  result = null;
  quiz = null;
  scores = [];
  /** Whose turn it is. */
  turn = '';
  /** The group of each person who is in one. */
  groups = new Map();
  settings = { ...QUIET };

  /** Takes a line in. What it has changed is what its kind says. */
  take(line) {
    this[`on_${line.kind}`]?.(line);
  }

  on_present({ names }) {
    this.people = names;
  }

  on_joined({ name }) {
    this.people = [...this.people.filter((other) => other !== name), name];
  }

  on_left({ name }) {
    this.people = this.people.filter((other) => other !== name);
    this.teachers.delete(name);
    this.groups.delete(name);
  }

  on_renamed({ from, to }) {
    const renamed = (name) => (name === from ? to : name);
    this.people = this.people.map(renamed);
    this.hands = this.hands.map((hand) => ({ ...hand, name: renamed(hand.name) }));
    this.teachers = new Set([...this.teachers].map(renamed));
    this.groups = new Map([...this.groups].map(([name, group]) => [renamed(name), group]));
  }

  on_hand({ name, question }) {
    const place = this.hands.findIndex((hand) => hand.name === name);
    if (place < 0) this.hands.push({ name, question });
    else this.hands[place].question = question;
  }

  on_lowered({ name }) {
    this.hands = this.hands.filter((hand) => hand.name !== name);
  }

  on_turn({ name }) {
    this.turn = name;
    this.on_lowered({ name });
  }

  on_poll(line) {
    Object.assign(this, { poll: line, votes: null, result: null });
    if (!this.quiz) this.scores = [];
  }

  on_votes(line) {
    this.votes = line;
  }

  on_result(line) {
    Object.assign(this, { poll: null, votes: null, result: line });
  }

  on_quiz(line) {
    if (line.round === 1) this.scores = [];
    Object.assign(this, { quiz: line, result: null });
  }

  on_points({ scores }) {
    this.scores = scores;
  }

  on_quizResult({ scores }) {
    Object.assign(this, { quiz: null, scores });
  }

  on_setting({ name, value }) {
    this.settings[name] = value;
  }

  on_groups({ groups }) {
    if (groups.length === 0) this.groups.clear();
    for (const { name, names } of groups) {
      for (const one of names) name === MAIN ? this.groups.delete(one) : this.groups.set(one, name);
    }
  }

  on_teaches({ name }) {
    this.teachers.add(name);
  }
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
      if (socket === this.#socket && this.#wanted) this.#on.line(data);
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
