// The page of a student. What the class says arrives as lines of the wire and is shown by kind;
// what the student does leaves as lines, typed or made by a control.

import { Connection, counts, parse } from './wire.js';

/** The longest line of the wire, in bytes. */
const LINE_MAX = 4096;
/** Older lines leave the document. */
const SHOWN = 500;
const STORE = 'sala';
const LINK = /https?:\/\/[^\s<>"]+/gu;

const $ = (id) => document.getElementById(id);
const words = await (await fetch('words.json')).json();

/** A word of the class's language, with its variables filled in. */
const say = (key, values = {}) =>
  (words.page[key] ?? key).replace(/\{(\w+)\}/gu, (_, name) => values[name] ?? '');
const command = (key) => words.commands[key]?.shown ?? `/${key}`;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// ---- Who is here, and how this person comes in and comes back.

const kept = JSON.parse(sessionStorage.getItem(STORE) ?? 'null') ?? {};
const me = { name: kept.name ?? '', code: kept.code ?? '', pass: kept.pass ?? '', counted: kept.counted ?? 0 };
/** On this connection: what was asked and answered. */
let now = fresh();
let isBack = false;
let people = [];

function fresh() {
  return { joined: false, hasPasses: false, nameGiven: false, codeGiven: false, secret: false, teacher: false, sent: [], refused: '' };
}

function keep() {
  sessionStorage.setItem(STORE, JSON.stringify(me));
}

const connection = new Connection({
  line: hear,
  state: showState,
  lost() {
    isBack ||= now.joined;
    now = fresh();
    hideSecret();
  },
});

/** Sends a line; false: it was not sent. `shown` stands in the wire view in its place. */
function send(line, shown = line) {
  if (!connection.send(line)) return false;
  now.sent.push(null);
  wireRow('→', shown, null);
  return true;
}

function hear(text) {
  const line = parse(text);
  const isPass = line.kind === 'pass';
  wireRow('←', isPass ? `${line.mark}•••• ${line.text}` : text, line);
  if (isPass) {
    Object.assign(me, { pass: line.name, counted: 0 });
    keep();
  } else if (now.joined) {
    listen(line);
  } else {
    comeIn(line);
  }
}

/** What is asked before one is in the room. */
function comeIn(line) {
  switch (line.kind) {
    case 'askCode':
      $('code-field').hidden = false;
      if (me.code && !now.codeGiven) {
        now.codeGiven = true;
        send(me.code, '••••');
      } else {
        askAtDoor(now.refused || line.text, $('code'));
      }
      break;
    case 'askName':
      now.hasPasses = line.mark === '? & ';
      if (me.name && !now.nameGiven) {
        now.nameGiven = true;
        const pass = now.hasPasses && me.pass;
        send(pass ? `${me.name} ${pass} ${me.counted}` : me.name, pass ? `${me.name} •••• ${me.counted}` : me.name);
      } else if (isBack && now.refused) {
        // The old connection may still hold the name: once more, a little later.
        connection.retry();
      } else {
        askAtDoor(now.refused || line.text, $('name'));
      }
      break;
    case 'present':
      enter(line);
      break;
    case 'refusal':
      now.refused = line.text;
      doorWords(line.text, true);
      break;
    case 'over':
      connection.close();
      askAtDoor(line.text, $('name'));
      break;
    default:
      doorWords(line.text, false);
  }
}

function enter(line) {
  now.joined = true;
  connection.settled();
  keep();
  $('door').hidden = true;
  $('room').hidden = false;
  setPeople(line.names);
  if (isBack) show('notice', say('back'));
  else $('line').focus();
  isBack = true;
  if (now.hasPasses) send(command('pass'), command('pass'));
}

function askAtDoor(text, field) {
  $('room').hidden = true;
  $('door').hidden = false;
  doorWords(text, Boolean(now.refused));
  field.select();
  field.focus();
}

function doorWords(text, isAlarm) {
  $('door-words').textContent = text;
  $('door-words').classList.toggle('alarm', isAlarm);
}

$('join').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = $('name').value.trim();
  if (name !== me.name) Object.assign(me, { pass: '', counted: 0 });
  Object.assign(me, { name, code: $('code').value.trim() });
  isBack = false;
  doorWords(say('connecting'), false);
  // Whoever was refused is asked again on the same connection.
  connection.close();
  now = fresh();
  connection.open();
});

function showState(state, seconds) {
  $('state').textContent = say(`state-${state}`, { seconds });
  $('state').classList.toggle('alarm', state !== 'open');
  if (!$('door').hidden && state === 'waiting') doorWords(say('state-waiting', { seconds }), true);
}

// ---- The conversation.

/** What is said in the room. */
function listen(line) {
  if (counts(line)) me.counted += 1;
  switch (line.kind) {
    case 'speech':
      show(isMentioned(line.text) ? 'mention' : 'speech', line.text, line.name);
      break;
    case 'private':
      show('private', line.text, say('private-from', { name: line.name }));
      break;
    case 'action':
      show('speech', `${line.name} ${line.text}`);
      break;
    case 'announcement':
      show('announcement', line.text, line.name);
      break;
    case 'present':
      setPeople(line.names);
      show('notice', line.text);
      break;
    case 'joined':
      setPeople([...people, line.name]);
      show('notice', `${line.name} ${line.text}`);
      break;
    case 'left':
      setPeople(people.filter((name) => name !== line.name));
      show('notice', `${line.name} ${line.text}`);
      break;
    case 'renamed':
      if (line.from === me.name) {
        me.name = line.to;
        keep();
      }
      setPeople(people.map((name) => (name === line.from ? line.to : name)));
      show('notice', `${line.from} → ${line.to}`);
      break;
    case 'missed':
      show('missed', say('missed', { count: line.name, left: line.text.split(' ')[0] }));
      break;
    case 'unread':
      now.sent[line.number - 1]?.classList.add('refusal');
      show('refusal', line.text);
      break;
    case 'askPassword':
      showSecret(line.text);
      break;
    case 'over':
      show('announcement', line.text);
      leaveFor(line.text);
      break;
    default:
      if (now.secret && line.kind === 'answer') now.teacher = true;
      now.secret = false;
      show(line.kind === 'other' ? 'notice' : line.kind, line.text);
  }
}

/** The class has closed the connection on purpose. */
function leaveFor(text) {
  connection.close();
  sessionStorage.removeItem(STORE);
  Object.assign(me, { pass: '', counted: 0 });
  isBack = false;
  now = fresh();
  askAtDoor(text, $('name'));
}

function isMentioned(text) {
  const own = me.name.toLowerCase();
  return text.toLowerCase().split(/[^\p{L}\p{M}\p{N}_-]+/u).includes(own);
}

const TIME = new Intl.DateTimeFormat(words.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** Adds a line to the conversation; gives the row of an own one, which may still be refused. */
function show(kind, text, who = '') {
  const time = TIME.format().slice(0, 5);
  const own = kind === 'own' ? element('div', { className: kind }) : null;
  append($('log'), () => {
    const row = own ?? element('div', { className: kind });
    if (who) row.append(element('span', { className: 'who', textContent: who }), ' ');
    row.append(...linked(text));
    if (kind !== 'answer') row.append(element('time', { textContent: time }));
    return row;
  });
  return own;
}

/** Rows that wait for their lists: many lines that come at once are laid out once. */
const waiting = new Map();
const GATHERED_MS = 30;

function append(list, make) {
  if (waiting.size === 0) setTimeout(layOut, GATHERED_MS);
  const rows = waiting.get(list) ?? [];
  rows.push(make);
  if (rows.length > 2 * SHOWN) rows.splice(0, rows.length - SHOWN);
  waiting.set(list, rows);
}

function layOut() {
  if (now.joined) keep();
  for (const [list, rows] of waiting) {
    const wasAtEnd = isAtEnd(list);
    const added = rows.slice(-SHOWN).map((make) => make());
    const surplus = list.childElementCount + added.length - SHOWN;
    for (let left = surplus; left > 0; left -= 1) list.firstElementChild?.remove();
    list.append(...added);
    if (wasAtEnd) list.scrollTop = list.scrollHeight;
    else if (list === $('log')) $('newest').hidden = false;
  }
  waiting.clear();
}

function isAtEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

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

// A list at its end stays there when its room changes.
for (const list of [$('log'), $('lines')]) {
  let wasAtEnd = true;
  list.addEventListener('scroll', () => {
    wasAtEnd = isAtEnd(list);
    if (wasAtEnd && list === $('log')) $('newest').hidden = true;
  });
  new ResizeObserver(() => {
    if (wasAtEnd) list.scrollTop = list.scrollHeight;
  }).observe(list);
}

$('newest').addEventListener('click', () => {
  $('log').scrollTop = $('log').scrollHeight;
  $('newest').hidden = true;
});

// ---- Who is here.

function setPeople(names) {
  people = names;
  const own = element('li', { className: 'own', textContent: say('you', { name: me.name }) });
  const others = names.map((name) => {
    const button = element('button', { type: 'button', textContent: name, title: say('private-to', { name }) });
    button.addEventListener('click', () => write(`${command('msg')} ${name} `));
    return element('li', {}, button);
  });
  $('names').replaceChildren(own, ...others);
  $('count').textContent = say('here', { count: names.length + 1 });
  $('people-switch').textContent = say('here', { count: names.length + 1 });
}

$('people-switch').addEventListener('click', () => {
  const isOpen = $('people').classList.toggle('open');
  $('people-switch').setAttribute('aria-expanded', isOpen);
});

// ---- What is typed, and what completes it.

const input = $('line');
let chosen = -1;

$('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  const line = input.value;
  if (!line.trim() && !now.secret) return;
  if (speak(line)) {
    input.value = '';
    offer([]);
  }
});

/** Sends what was typed; a line that cannot go now stays where it is. */
function speak(line) {
  if (now.secret) {
    const isSent = send(line, '••••');
    if (isSent) hideSecret();
    return isSent;
  }
  if (new TextEncoder().encode(line).length > LINE_MAX) {
    show('refusal', say('too-long', { max: LINE_MAX }));
    return false;
  }
  if (!now.joined || !send(line)) {
    show('refusal', say('not-sent'));
    return false;
  }
  now.sent[now.sent.length - 1] = show('own', line, me.name);
  return true;
}

function showSecret(text) {
  now.secret = true;
  input.type = 'password';
  input.value = '';
  input.placeholder = text;
  input.setAttribute('aria-label', text);
  $('compose').classList.add('secret');
  input.focus();
}

function hideSecret() {
  input.type = 'text';
  input.placeholder = '';
  input.removeAttribute('aria-label');
  $('compose').classList.remove('secret');
}

function write(text) {
  input.value = text;
  input.focus();
  complete();
}

/** What could stand in place of the last word. */
function candidates(typed) {
  const parts = typed.split(' ');
  const word = parts.at(-1);
  const starts = (other) => other.toLowerCase().startsWith(word.toLowerCase()) && other !== word;
  const usable = Object.values(words.commands).filter((it) => !it.teacher || now.teacher);
  if (parts.length === 1) {
    if (!typed.startsWith('/') || typed.startsWith('//')) return [];
    return usable.filter((it) => starts(it.shown)).map((it) => ({ text: it.shown, title: `${it.usage}: ${it.help}` }));
  }
  const row = usable.find((it) => it.names.includes(parts[0].slice(1).toLowerCase()));
  if (!typed.startsWith('/') || !row) return word.length > 1 ? people.filter(starts).map((text) => ({ text })) : [];
  const kind = row.args[parts.length - 2] ?? '';
  if (Array.isArray(kind)) return kind.filter(starts).map((text) => ({ text }));
  if (kind === 'command') return usable.map((it) => it.shown.slice(1)).filter(starts).map((text) => ({ text }));
  return kind === 'person' ? people.filter(starts).map((text) => ({ text })) : [];
}

function complete() {
  offer(now.secret ? [] : candidates(input.value));
}

function offer(all) {
  chosen = -1;
  const rows = all.slice(0, 40).map(({ text, title = '' }, index) => {
    const row = element('li', { id: `choice-${index}`, role: 'option', textContent: text, title });
    row.setAttribute('aria-selected', false);
    row.addEventListener('mousedown', (event) => {
      event.preventDefault();
      take(row);
    });
    return row;
  });
  $('choices').replaceChildren(...rows);
  $('choices').hidden = rows.length === 0;
  input.setAttribute('aria-expanded', rows.length > 0);
  input.removeAttribute('aria-activedescendant');
}

function choose(step) {
  const rows = [...$('choices').children];
  rows[chosen]?.setAttribute('aria-selected', false);
  chosen = (chosen + step + rows.length) % rows.length;
  rows[chosen].setAttribute('aria-selected', true);
  rows[chosen].scrollIntoView({ block: 'nearest', inline: 'nearest' });
  input.setAttribute('aria-activedescendant', rows[chosen].id);
}

function take(row) {
  write(`${input.value.replace(/\S*$/u, '')}${row.textContent} `);
}

input.addEventListener('input', complete);
input.addEventListener('keydown', (event) => {
  const rows = $('choices').children;
  if (rows.length === 0) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') choose(event.key === 'ArrowDown' ? 1 : -1);
  else if (event.key === 'Tab' && !event.shiftKey) take(rows[Math.max(chosen, 0)]);
  else if (event.key === 'Enter' && chosen >= 0) take(rows[chosen]);
  else if (event.key === 'Escape') offer([]);
  else return;
  event.preventDefault();
});

// ---- The usual commands as controls: a button each, and a panel for what it takes.

const digits = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
const line = (key, ...parts) => [command(key), ...parts].join(' ').trim();
const CONTROLS = [
  { key: 'hand', fields: ['question'], line: (values) => line('hand', values.question), others: { 'hand-lower': () => line('lower-hand') } },
  { key: 'vote', digits: digits(1, 6), line: ({ digit }) => line('vote', digit) },
  { key: 'quiz', fields: ['answer'], numeric: true, line: ({ answer }) => answer },
  { key: 'times-table', digits: digits(1, 10), line: ({ digit }) => line('timestable', digit) },
  { key: 'upper', fields: ['text'], line: ({ text }) => line('upper', text) },
  { key: 'lower', fields: ['text'], line: ({ text }) => line('lower', text) },
  { key: 'private', fields: ['person', 'text'], line: ({ person, text }) => line('msg', person, text) },
  { key: 'groups', fields: ['group'], line: ({ group }) => line('room', group), others: { 'groups-all': () => line('room', 'sala') } },
  { key: 'leave', line: () => line('exit') },
];
/** Fields that may stay empty. */
const OPTIONAL = ['question', 'group'];

function openPanel(control, button) {
  const panel = $('panel');
  const wasOpen = button.getAttribute('aria-expanded') === 'true';
  closePanel();
  if (wasOpen) return;
  const run = (made) => {
    if (speak(made)) closePanel();
  };
  const push = (key, act) => {
    const other = element('button', { type: 'button', textContent: key });
    other.addEventListener('click', act);
    return other;
  };
  const fields = (control.fields ?? []).map((key) => {
    const field = key === 'person'
      ? element('select', { name: key }, ...people.map((name) => element('option', { textContent: name })))
      : element('input', { name: key, required: !OPTIONAL.includes(key), maxLength: LINE_MAX, inputMode: control.numeric ? 'numeric' : 'text' });
    return element('label', { textContent: say(`field-${key}`) }, field);
  });
  const buttons = (control.digits ?? []).map((digit) => push(digit, () => run(control.line({ digit }))));
  panel.replaceChildren(...fields);
  if (buttons.length > 0) panel.append(element('div', { className: 'digits' }, ...buttons));
  if (fields.length > 0) panel.append(element('button', { className: 'main', textContent: say('send') }));
  for (const [key, made] of Object.entries(control.others ?? {})) panel.append(push(say(key), () => run(made())));
  panel.onsubmit = (event) => {
    event.preventDefault();
    run(control.line(Object.fromEntries(new FormData(panel))));
  };
  panel.hidden = false;
  button.setAttribute('aria-expanded', true);
  panel.querySelector('input, select, button').focus();
}

function closePanel() {
  const open = $('controls').querySelector('[aria-expanded=true]');
  if (open) {
    open.setAttribute('aria-expanded', false);
    open.focus();
  }
  $('panel').hidden = true;
}

for (const control of CONTROLS) {
  const button = element('button', { type: 'button', textContent: say(control.key) });
  if (control.fields || control.digits) {
    button.setAttribute('aria-expanded', false);
    button.setAttribute('aria-controls', 'panel');
    button.addEventListener('click', () => openPanel(control, button));
  } else {
    button.addEventListener('click', () => speak(control.line({})));
  }
  $('controls').append(button);
}
$('panel').addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closePanel();
});

// ---- The wire view: each line both ways, as `nc` shows it, with its mark explained.

function wireRow(way, text, line) {
  const time = TIME.format();
  append($('lines'), () => {
    const mark = line?.mark ?? '';
    const end = mark === '[]' || mark === '()' ? text.indexOf(mark[1]) + 1 : mark.trimEnd().length;
    const body = element('span', {}, element('b', { textContent: text.slice(0, end) }), text.slice(end));
    const row = element('li', { tabIndex: -1 },
      element('time', { textContent: time }), element('span', { className: 'way', textContent: way }), body);
    const kind = line?.kind ?? (text.startsWith('/') ? 'command' : 'said');
    const explain = () => {
      $('explained').textContent = say(`mark-${kind}`);
    };
    row.addEventListener('mouseenter', explain);
    row.addEventListener('focus', explain);
    return row;
  });
}

$('lines').addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...$('lines').children];
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? rows.length - 1 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  next?.focus();
});

$('wire-switch').addEventListener('click', () => {
  const isShown = $('wire').hidden;
  $('wire').hidden = !isShown;
  $('wire-switch').setAttribute('aria-pressed', isShown);
  $('lines').scrollTop = $('lines').scrollHeight;
});

// ---- The words, and the beginning.

document.documentElement.lang = words.lang;
for (const node of document.querySelectorAll('[data-word]')) node.textContent = say(node.dataset.word);
for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', say(node.dataset.label));
document.title = say('title');
addEventListener('pagehide', () => {
  if (now.joined) keep();
});
$('code-field').hidden = !words.code;
$('name').value = me.name;
$('code').value = me.code;
$('door').hidden = false;
if (me.name && kept.name) {
  // Reloaded: it comes back by itself.
  isBack = true;
  connection.open();
} else {
  (words.code ? $('code') : $('name')).focus();
}
