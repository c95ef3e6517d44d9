// The board for the wall: what is for the whole class, large. It is counted nowhere and says nothing.

import { Connection, Room, parse } from './wire.js';

const $ = (id) => document.getElementById(id);
const words = JSON.parse($('words').textContent);
const say = (key, values = {}) =>
  (words.page[key] ?? key).replace(/\{(\w+)\}/gu, (_, name) => values[name] ?? '');

/** How many hands fit, and how many names. */
const HANDS = 6;
const NAMES = 60;
/** How long an announcement stays, and whose turn it is. */
const ANNOUNCED_MS = 5 * 60_000;
const TURN_MS = 120_000;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

let room = new Room();
let announced = 0;
let isIn = false;
/** How many questions there were on this connection. */
let asked = 0;

const connection = new Connection({
  line(text) {
    const line = parse(text);
    if (line.kind === 'askName' || line.kind === 'askCode') return isIn || ask(line);
    if (line.kind === 'present' && !isIn) {
      isIn = true;
      connection.settled();
    }
    if (line.kind === 'over') over(line.text);
    if (line.kind === 'refusal') tell(line.text);
    if (line.kind === 'announcement') announce(line);
    if (line.kind === 'code') showCode(line.text);
    room.take(line);
    if (line.kind === 'turn') setTimeout(forget, TURN_MS, room, line.name);
    draw();
  },
  state(state, seconds) {
    // Why it is closed was told.
    if (state !== 'closed') tell(state === 'open' ? '' : say(`state-${state}`, { seconds }));
  },
  lost() {
    room = new Room();
    [isIn, asked] = [false, 0];
  },
});
/** The key is the answer to the first question; asked again, it is of another class. */
function ask() {
  asked += 1;
  if (asked === 1 && location.hash.length > 1) return connection.send(`* ${location.hash.slice(1)}`);
  connection.close();
  tell(say('board-key'));
}

function over(text) {
  connection.close();
  tell(text);
}

/** Nobody's turn stays for ever. */
function forget(told, name) {
  if (told.turn === name) told.turn = '';
  draw();
}

function tell(text) {
  $('state').textContent = text;
}

function showCode(code) {
  $('code').textContent = code;
  $('code-line').hidden = false;
}

function announce({ name, text }) {
  $('announcement').replaceChildren(element('small', { textContent: name }), element('p', { textContent: text }));
  $('announcement').hidden = false;
  clearTimeout(announced);
  announced = setTimeout(() => {
    $('announcement').hidden = true;
    draw();
  }, ANNOUNCED_MS);
}

/** At most so many, and how many more there are. */
function listed(list, items, most) {
  const shown = items.slice(0, most).map((text) => element('li', { textContent: text }));
  if (items.length > most) shown.push(element('li', { className: 'more', textContent: `+${items.length - most}` }));
  list.replaceChildren(...shown);
}

function draw() {
  $('count').textContent = say('here', { count: room.people.length });
  listed($('names'), room.people, NAMES);
  listed($('hands'), room.hands.map(({ name }) => name), HANDS);
  drawPoll();
  $('quiz').hidden = !room.quiz && room.scores.length === 0;
  $('asked').textContent = room.quiz ? `${room.quiz.round}/${room.quiz.rounds} · ${room.quiz.text}` : say('board-scores');
  listed($('scores'), room.scores.map(({ name, points }) => `${name} ${points}`), 5);
  $('turn').hidden = !room.turn || !room.people.includes(room.turn);
  $('turn').textContent = say('board-turn-of', { name: room.turn });
  const isBusy = ['announcement', 'poll', 'quiz', 'turn'].some((id) => !$(id).hidden);
  $('welcome').hidden = isBusy;
}

/** The poll: its options, or the votes once everyone may see them. */
function drawPoll() {
  const { poll, votes, result } = room;
  const counted = result ?? (room.settings.tally === 'on' ? votes : null);
  $('poll').hidden = !(poll || result);
  if ($('poll').hidden) return;
  const { question, options, text } = counted ?? poll;
  const most = Math.max(1, ...options.map(({ number }) => number));
  const bars = options.map(({ number, text: option }) => {
    if (!counted) return element('li', {}, element('b', { textContent: number }), element('span', { textContent: option }));
    const bar = element('progress', { max: most, value: number });
    bar.setAttribute('aria-label', `${option}: ${number}`);
    return element('li', { className: 'counted' }, element('span', { textContent: option }), bar, element('b', { textContent: number }));
  });
  $('poll').replaceChildren(element('h2', { textContent: question }), element('ol', {}, ...bars), element('small', { textContent: text }));
}

document.documentElement.lang = words.lang;
for (const node of document.querySelectorAll('[data-word]')) node.textContent = say(node.dataset.word);
for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', say(node.dataset.label));
document.title = say('board-title');
$('address').textContent = location.origin.replace(/^http:\/\//u, '');
$('qr').alt = say('board-qr', { address: location.origin });
connection.open();
draw();
