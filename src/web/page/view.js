// What the page shows: words, lists that keep their end in sight, the conversation, and the wire view.

/** Older lines leave the document. */
const SHOWN = 500;
const LINK = /https?:\/\/[^\s<>"]+/gu;
/** Many lines that come at once are laid out once. */
const GATHERED_MS = 30;

export const $ = (id) => document.getElementById(id);
export const words = JSON.parse($('words').textContent);

/** A word of the class's language, with its variables filled in. */
export const say = (key, values = {}) =>
  (words.page[key] ?? key).replace(/\{(\w+)\}/gu, (_, name) => values[name] ?? '');
/** The command of that English name, as the class's language types it, with its arguments. */
export const command = (key, ...args) => [words.commands[key]?.shown ?? `/${key}`, ...args].join(' ').trim();
/** What is typed to set a setting of that name. */
export const choice = (key, index) => words.commands[key].args[0][index];

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function button(text, act, properties = {}) {
  const made = element('button', { type: 'button', textContent: text, ...properties });
  made.addEventListener('click', act);
  return made;
}

/** Fills in the words of what stands in the document. */
export function translate(within = document) {
  document.documentElement.lang = words.lang;
  for (const node of within.querySelectorAll('[data-word]')) node.textContent = say(node.dataset.word);
  for (const node of within.querySelectorAll('[data-label]')) node.setAttribute('aria-label', say(node.dataset.label));
}

// ---- Lists that grow.

const waiting = new Map();
const listeners = [];

/** Calls that before new rows are laid out. */
export const onLayOut = (act) => listeners.push(act);

export function append(list, make) {
  if (waiting.size === 0) setTimeout(layOut, GATHERED_MS);
  const rows = waiting.get(list) ?? [];
  rows.push(make);
  if (rows.length > 2 * SHOWN) rows.splice(0, rows.length - SHOWN);
  waiting.set(list, rows);
}

function layOut() {
  for (const act of listeners) act();
  for (const [list, rows] of waiting) {
    const wasAtEnd = isAtEnd(list);
    const added = rows.slice(-SHOWN).map((make) => make());
    for (let left = list.childElementCount + added.length - SHOWN; left > 0; left -= 1) list.firstElementChild?.remove();
    list.append(...added);
    if (wasAtEnd) list.scrollTop = list.scrollHeight;
    else if (list === $('log')) $('newest').hidden = false;
  }
  waiting.clear();
}

const isAtEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

/** A list at its end stays there when its room changes. */
function keepAtEnd(list) {
  let wasAtEnd = true;
  list.addEventListener('scroll', () => {
    wasAtEnd = isAtEnd(list);
    if (wasAtEnd && list === $('log')) $('newest').hidden = true;
  });
  new ResizeObserver(() => {
    if (wasAtEnd) list.scrollTop = list.scrollHeight;
  }).observe(list);
}

// ---- The conversation.

const TIME = new Intl.DateTimeFormat(words.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** A line of the conversation, of that kind. */
export function row(kind, text, who = '') {
  const made = element('div', { className: kind });
  if (who) made.append(element('span', { className: 'who', textContent: who }), ' ');
  made.append(...linked(text));
  return made;
}

/** Adds a line to the conversation; gives the row of an own one, which may still be refused. */
export function show(kind, text, who = '') {
  const time = TIME.format().slice(0, 5);
  const make = () => {
    const made = row(kind, text, who);
    if (kind !== 'answer') made.append(element('time', { textContent: time }));
    return made;
  };
  const own = kind.startsWith('own') ? make() : null;
  append($('log'), () => own ?? make());
  return own;
}

/** Adds something that was made to the conversation. */
export const showMade = (made) => append($('log'), () => made);

/** Text with its http(s) addresses as links; nothing else becomes one. */
function linked(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(/[.,;:!?)\]}]+$/u, '');
    parts.push(text.slice(end, found.index));
    parts.push(element('a', { href: address, textContent: address, target: '_blank', rel: 'noopener noreferrer' }));
    end = found.index + address.length;
  }
  return [...parts, text.slice(end)];
}

/** The votes of a poll as bars. */
export function bars({ question, options, text }) {
  const most = Math.max(1, ...options.map(({ number }) => number));
  const lines = options.map(({ number, text: option }) => {
    const bar = element('progress', { max: most, value: number });
    bar.setAttribute('aria-label', `${option}: ${number}`);
    return element('li', {}, element('span', { textContent: option }), bar, element('b', { textContent: number }));
  });
  return element('div', { className: 'bars' }, element('p', { className: 'question', textContent: question }),
    element('ul', {}, ...lines), element('p', { className: 'words', textContent: text }));
}

/** The scores of a quiz, the best first. */
export const standings = (scores) =>
  element('ol', { className: 'standings' }, ...scores.map(({ name, points }) =>
    element('li', {}, element('span', { textContent: name }), element('b', { textContent: points }))));

// ---- The wire view: each line both ways, as `nc` shows it, with its mark explained.

/** Adds a line to the wire view: `←` with what it was read as, or `→`. */
export function wireRow(way, text, line = null) {
  const time = TIME.format();
  append($('lines'), () => {
    const mark = line?.mark ?? '';
    const end = mark === '[]' || mark === '()' ? text.indexOf(mark[1]) + 1 : mark.trimEnd().length;
    const body = element('span', {}, element('b', { textContent: text.slice(0, end) }), text.slice(end));
    const made = element('li', { tabIndex: -1 },
      element('time', { textContent: time }), element('span', { className: 'way', textContent: way }), body);
    const kind = line?.kind ?? (text.startsWith('/') ? 'command' : 'said');
    const explain = () => {
      $('explained').textContent = say(`mark-${kind}`);
    };
    made.addEventListener('mouseenter', explain);
    made.addEventListener('focus', explain);
    return made;
  });
}

function moveInWire(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...$('lines').children];
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? rows.length - 1 : Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

/** Makes the conversation and the wire view of the document work. */
export function prepareLists() {
  keepAtEnd($('log'));
  keepAtEnd($('lines'));
  $('newest').addEventListener('click', () => {
    $('log').scrollTop = $('log').scrollHeight;
    $('newest').hidden = true;
  });
  $('lines').addEventListener('keydown', moveInWire);
  $('wire-switch').addEventListener('click', () => {
    const isShown = $('wire').hidden;
    $('wire').hidden = !isShown;
    $('wire-switch').setAttribute('aria-pressed', isShown);
    $('lines').scrollTop = $('lines').scrollHeight;
  });
}
