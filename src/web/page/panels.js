// Panels of the controls: what a command takes, or what a question to the class was answered.

import { $, button, command, element, row, say } from './view.js';
import { parse } from './wire.js';

const digits = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** What each panel has: fields, digits as buttons, other lines; `line` makes the line of them. */
const PANELS = {
  hand: { fields: ['question'], line: ({ question }) => command('hand', question) },
  'times-table': { digits: digits(1, 10), fields: ['number'], line: ({ number }) => command('timestable', number) },
  upper: { fields: ['text'], line: ({ text }) => command('upper', text) },
  lower: { fields: ['text'], line: ({ text }) => command('lower', text) },
  private: { fields: ['person', 'text'], line: ({ person, text }) => command('msg', person, text) },
  groups: { fields: ['group'], line: ({ group }) => command('room', group), others: { 'groups-all': () => command('room', 'sala') } },
  history: { asks: () => command('history', 100) },
  search: { fields: ['words'], asks: (values) => command('search', values.words) },
  attendance: { asks: () => command('attendance') },
};
/** Fields that may stay empty. */
const OPTIONAL = ['question', 'group'];
const NUMERIC = ['number'];
/** What stands before a line of the past. */
const PAST = /^((?:[0-9/]{5} )?[0-9:]{5} )(?=[[(]|\* )/u;

let opened = null;

/** Opens the panel of a control, or closes it if it is open. */
export function open(key, opener, { room, speak, ask }, preset = {}) {
  const wasOpen = opened === opener;
  close();
  if (wasOpen) return;
  opened = opener;
  opener.setAttribute('aria-expanded', true);
  const { fields = [], digits: numbers = [], others = {}, line, asks } = PANELS[key];
  const panel = $('panel');
  const run = (made) => speak(made) && close();
  const answer = async (values) => {
    const list = element('ol', { className: 'past', tabIndex: 0 });
    list.setAttribute('aria-label', say(key));
    panel.querySelector('.past')?.remove();
    panel.append(list);
    list.append(...(await ask(asks(values))).map(shown));
    list.scrollTop = list.scrollHeight;
  };
  const inputs = fields.map((field) => labelled(field, field === 'person' ? people(room, preset.person) : input(field)));
  panel.replaceChildren(element('h2', { textContent: say(key) }), button(say('close'), close, { className: 'close' }));
  if (numbers.length > 0) {
    const buttons = numbers.map((number) => button(number, () => run(line({ number }))));
    panel.append(element('div', { className: 'digits' }, ...buttons));
  }
  panel.append(...inputs);
  if (inputs.length > 0) panel.append(element('button', { className: 'main', textContent: say(asks ? key : 'send') }));
  for (const [word, made] of Object.entries(others)) panel.append(button(say(word), () => run(made())));
  panel.onsubmit = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(panel));
    if (asks) answer(values);
    else run(line(values));
  };
  panel.hidden = false;
  (panel.querySelector('input, select') ?? panel.querySelector('.digits button') ?? panel.querySelector('button')).focus();
  if (asks && fields.length === 0) answer({});
}

function close() {
  if (!opened) return;
  opened.setAttribute('aria-expanded', false);
  opened.focus();
  opened = null;
  $('panel').hidden = true;
}

const labelled = (field, control) => element('label', { textContent: say(`field-${field}`) }, control);

const input = (field) => element('input', {
  name: field, required: !OPTIONAL.includes(field), maxLength: 4096, inputMode: NUMERIC.includes(field) ? 'numeric' : 'text',
});

function people(room, preset) {
  const options = room.people.map((name) => element('option', { textContent: name, selected: name === preset }));
  return element('select', { name: 'person', required: true }, ...options);
}

/** An answer; a line of the past as it was read. */
function shown({ kind, text }) {
  const [, time] = PAST.exec(text) ?? [];
  if (!time) return element('li', { className: kind, textContent: text });
  const line = parse(text.slice(time.length));
  const made = row(line.kind, described(line), line.name);
  return element('li', {}, element('time', { textContent: time.trim() }), made);
}

/** The words of a line of the past. */
function described({ kind, text, question, options, scores, groups }) {
  const option = ({ text: words, number }) => (kind === 'poll' ? words : `${words}: ${number}`);
  if (options) return [question, ...options.map(option)].join(' · ');
  if (scores) return [...scores.map(({ name, points }) => `${name} ${points}`), text].join(' · ');
  if (groups) return [...groups.map((group) => `${group.name}: ${group.names.join(', ')}`), text].join(' · ');
  return text;
}

$('panel').addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
});
