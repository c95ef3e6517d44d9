// The page of a student. What the class says arrives as lines of the wire and is shown by kind;
// what the student does leaves as lines, typed or made by a control.

import { Connection, Room, counts, parse } from './wire.js';
import {
  $, bars, button, command, element, onLayOut, prepareLists, say, show, showMade, standings, translate, wireRow, words,
} from './view.js';

/** The longest line of the wire, in bytes. */
const LINE_MAX = 4096;
const STORE = 'sala';
const HIDDEN = '••••';
/** A command, also behind blanks or another slash, and what stands behind its name. */
const COMMAND = /^([\s\u2800]*[/／⁄∕⧸\\＼][\s\u2800]*)([^\s\u2800]+)([\s\u2800]+)[^\s\u2800]/u;
/** How long it says that it is one's turn. */
const TURN_MS = 120_000;

// ---- How this person comes in, stays in and comes back.

const kept = JSON.parse(sessionStorage.getItem(STORE) ?? 'null') ?? {};
const me = { name: kept.name ?? '', code: kept.code ?? '', pass: kept.pass ?? '', counted: kept.counted ?? 0 };
/** On this connection: what was asked, answered and told. */
let now = fresh();
let isBack = false;

function fresh() {
  return {
    joined: false, hasPasses: false, nameGiven: false, codeGiven: false, secret: false, teacher: false,
    sent: [], room: new Room(),
  };
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
    answered();
    hideSecret();
    drawAll();
  },
});

/** Sends a line; false: it was not sent. `shown` stands in the wire view in its place. */
function send(line, shown = line) {
  if (!connection.send(line)) return false;
  now.sent.push(null);
  wireRow('→', shown);
  return true;
}

function hear(text) {
  const line = parse(text);
  const isSecret = line.kind === 'pass' || line.kind === 'code';
  wireRow('←', isSecret ? `${line.mark}${HIDDEN} ${line.name ? line.text : ''}` : text, line);
  if (line.kind === 'pass') {
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
        send(me.code, HIDDEN);
      } else {
        askAtDoor(line.text, $('code'));
      }
      break;
    case 'askName':
      now.hasPasses = line.mark === '? & ';
      if (me.name && !now.nameGiven) {
        now.nameGiven = true;
        const pass = now.hasPasses && me.pass;
        send(pass ? `${me.name} ${pass} ${me.counted}` : me.name, pass ? `${me.name} ${HIDDEN} ${me.counted}` : me.name);
      } else {
        askAtDoor(line.text, $('name'));
      }
      break;
    case 'present':
      enter(line);
      break;
    case 'refusal':
      // The same answer would be refused again: it is the person's turn.
      connection.close();
      isBack = false;
      if (now.nameGiven) $('name').value = proposed(line.text) ?? me.name;
      askAtDoor(line.text, $(now.codeGiven && !now.nameGiven ? 'code' : 'name'), true);
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
  now.room.take(line);
  drawAll();
  if (isBack) show('notice', say('back'));
  else $('line').focus();
  isBack = true;
  if (!now.hasPasses) return;
  send(command('pass'));
  send(command('state'));
}

/** The name in a refusal that may have been meant. */
function proposed(text) {
  const [before, after] = words.page['name-proposal'].split('{name}');
  const at = text.lastIndexOf(before);
  return at >= 0 && text.endsWith(after) ? text.slice(at + before.length, text.length - after.length) : null;
}

function askAtDoor(text, field, isAlarm = false) {
  $('room').hidden = true;
  $('door').hidden = false;
  doorWords(text, isAlarm);
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
  // Whoever was refused is asked again on a new connection.
  connection.close();
  now = fresh();
  connection.open();
});

function showState(state, seconds) {
  $('state').dataset.state = state;
  $('state-words').textContent = say(`state-${state}`, { seconds });
  if (!$('door').hidden && state === 'waiting') doorWords(say('state-waiting', { seconds }), true);
}

/** The class has closed the connection on purpose. */
function leaveFor(text) {
  connection.close();
  sessionStorage.removeItem(STORE);
  Object.assign(me, { pass: '', counted: 0 });
  isBack = false;
  now = fresh();
  drawAll();
  askAtDoor(text, $('name'));
}

// ---- What is heard in the room.

/** The answers that a panel waits for, in place of the conversation. */
let panel = null;

/** Asks the class something for a panel: its answers. `/state` marks their end. */
function ask(line) {
  answered();
  return new Promise((resolve) => {
    panel = { answers: [], resolve };
    if (!send(line) || !send(command('state'))) answered();
  });
}

function answered() {
  panel?.resolve(panel.answers);
  panel = null;
}

function listen(line) {
  if (counts(line)) me.counted += 1;
  const { room } = now;
  const isNew = isNews(line, room);
  room.take(line);
  if (panel && (line.kind === 'answer' || line.kind === 'refusal')) panel.answers.push(line);
  else if (isNew) tell(line);
  if (line.kind === 'setting' && line.name === 'mode') answered();
  if (line.kind === 'teaches' && line.name === me.name) openDesk();
  draw(line.kind);
}

/** Does a line tell something that was not known yet? */
function isNews(line, room) {
  switch (line.kind) {
    case 'setting': return room.settings[line.name] !== line.value;
    case 'poll': return room.poll?.question !== line.question;
    case 'quiz': return room.quiz?.round !== line.round;
    case 'hand': return !room.hands.some(({ name, question }) => name === line.name && question === line.question);
    case 'teaches': return !room.teachers.has(line.name);
    case 'votes': return false;
    default: return true;
  }
}

/** Shows a line in the conversation. */
function tell(line) {
  const { kind, name, text } = line;
  switch (kind) {
    case 'speech': return show(isMentioned(text) ? 'mention' : 'speech', text, name);
    case 'private': return show('private', text, say('private-from', { name }));
    case 'action': return show('speech', `${name} ${text}`);
    case 'announcement': return show('announcement', text, name);
    case 'joined': case 'left': case 'lowered': case 'teaches': return show('notice', `${name} ${text}`);
    case 'turn': return show('event', `${name} ${text}`);
    case 'hand': return show('event', line.question ? `${name} (${text}): ${line.question}` : `${name} (${text})`);
    case 'renamed':
      // A name that stands twice is what the class calls who came in by other words.
      if (line.from === me.name || line.from === line.to) {
        me.name = line.to;
        keep();
      }
      return show('notice', line.from === line.to ? `${line.to} ${line.text}` : `${line.from} → ${line.to}`);
    case 'missed': return show('missed', say('missed', { count: line.lines, left: line.leftOut }));
    case 'poll': return show('event', line.question);
    case 'result': return showMade(element('div', { className: 'event' }, bars(line)));
    case 'points': return show('event', text);
    case 'quizResult': return showMade(element('div', { className: 'event' }, text, standings(line.scores)));
    case 'groups': return show('event', [...line.groups.map((group) => `${group.name}: ${group.names.join(', ')}`), text].join(' · '));
    case 'unread':
      now.sent[line.number - 1]?.classList.add('refusal');
      return show('refusal', text);
    case 'askPassword': return showSecret(text);
    case 'over':
      show('announcement', text);
      return leaveFor(text);
    default:
      return show({ setting: 'event', quiz: 'event', present: 'notice', other: 'notice' }[kind] ?? kind, text);
  }
}

function isMentioned(text) {
  const own = me.name.toLowerCase();
  return text.toLowerCase().split(/[^\p{L}\p{M}\p{N}_-]+/u).includes(own);
}

// ---- How things stand.

/** What each kind of line may have changed. */
const DRAWN = {
  present: drawPeople, joined: drawPeople, left: drawPeople, renamed: drawPeople, teaches: drawPeople, groups: drawPeople,
  poll: drawPoll, result: drawPoll, quiz: drawQuiz, points: drawQuiz, quizResult: drawQuiz,
  hand: drawHand, lowered: drawHand, turn: drawHand, setting: drawSettings,
};
let desk = null;

function draw(kind) {
  DRAWN[kind]?.();
  if (now.teacher) desk?.draw(kind);
}

function drawAll() {
  for (const act of new Set(Object.values(DRAWN))) act();
  if (desk) desk.show(now.teacher);
}

function drawPeople() {
  const { people, teachers, groups } = now.room;
  const own = element('li', { className: 'own', textContent: say('you', { name: me.name }) });
  const others = people.map((name) => {
    const said = button(name, () => now.teacher && desk ? desk.person(name) : write(`${command('msg')} ${name} `));
    said.title = now.teacher ? name : say('private-to', { name });
    if (teachers.has(name)) said.append(element('small', { textContent: say('teaches') }));
    if (groups.has(name)) said.append(element('small', { textContent: groups.get(name) }));
    return element('li', {}, said);
  });
  $('names').replaceChildren(own, ...others);
  $('count').textContent = say('here', { count: people.length + 1 });
  $('people-switch').textContent = say('here', { count: people.length + 1 });
}

function drawPoll() {
  const { poll } = now.room;
  const shown = $('poll').dataset.question ?? '';
  $('poll').hidden = !poll || now.teacher;
  if (!poll || poll.question === shown) {
    if (!poll) delete $('poll').dataset.question;
    return;
  }
  $('poll').dataset.question = poll.question;
  const options = poll.options.map(({ number, text }) => button(text, (event) => {
    if (!speak(command('vote', number))) return;
    for (const other of event.target.parentNode.children) other.setAttribute('aria-pressed', other === event.target);
  }));
  for (const option of options) option.setAttribute('aria-pressed', false);
  $('poll').replaceChildren(element('h2', { textContent: poll.question }), element('div', { className: 'options' }, ...options));
}

function drawQuiz() {
  const { quiz } = now.room;
  $('quiz').hidden = !quiz || now.teacher;
  if (!quiz) return;
  $('quiz-question').textContent = `${quiz.round}/${quiz.rounds} · ${quiz.text}`;
}

$('quiz').addEventListener('submit', (event) => {
  event.preventDefault();
  if (speak($('quiz-answer').value.trim())) $('quiz-answer').value = '';
});

function drawHand() {
  const { hands, turn } = now.room;
  const isUp = !now.teacher && hands.some(({ name }) => name === me.name);
  $('hand-up').hidden = !isUp;
  $('turn').hidden = turn !== me.name || isUp;
  if ($('turn').hidden) return;
  $('turn').textContent = say('turn');
  setTimeout(() => {
    if (now.room.turn !== turn) return;
    now.room.turn = '';
    drawHand();
  }, TURN_MS);
}

function drawSettings() {
  const { settings } = now.room;
  const on = [
    settings.mode !== 'chat' && `mode-${settings.mode}`, settings.lecture === 'on' && 'lecture',
    settings.lock === 'on' && 'lock', settings.whispers === 'off' && 'no-whispers',
  ].filter(Boolean);
  $('settings').replaceChildren(...on.map((key) => element('li', { textContent: say(`is-${key}`) })));
}

/** This person teaches, on this connection. */
async function openDesk() {
  now.teacher = true;
  const wanted = now;
  const { Desk } = await import('./desk.js');
  if (wanted !== now) return;
  desk ??= new Desk({ room: () => now.room, speak, ask, write, openPanel });
  drawAll();
  // The votes of a poll, hands and groups are told to teachers alone.
  send(command('state'));
}

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

/** A line goes as it is, as from `nc`. */
$('raw').addEventListener('submit', (event) => {
  event.preventDefault();
  const shown = now.secret ? HIDDEN : masked($('raw-line').value);
  if (send($('raw-line').value, shown)) $('raw-line').value = '';
  if (now.secret) hideSecret();
});

/** Sends what was typed; a line that cannot go now stays where it is. */
function speak(line) {
  if (now.secret) {
    const isSent = send(line, HIDDEN);
    if (isSent) hideSecret();
    return isSent;
  }
  if (new TextEncoder().encode(line).length > LINE_MAX) {
    show('refusal', say('too-long', { max: LINE_MAX }));
    return false;
  }
  const shown = masked(line);
  if (!now.joined || !send(line, shown)) {
    show('refusal', say('not-sent'));
    return false;
  }
  now.sent[now.sent.length - 1] = show(/^\/[^/]/u.test(line) ? 'own command' : 'own', shown);
  return true;
}

/** A line without what may be a password behind the command that asks for one, as the server hides it. */
function masked(line) {
  const [, start, name, gap] = COMMAND.exec(line) ?? [];
  const plain = name?.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const asks = Object.values(words.commands).some(({ names, args }) => args.includes('password') && names.includes(plain));
  return asks ? start + name + gap + HIDDEN : line;
}

function showSecret(text) {
  now.secret = true;
  $('raw-line').type = input.type = 'password';
  input.value = '';
  input.placeholder = text;
  input.setAttribute('aria-label', text);
  $('compose').classList.add('secret');
  ($('wire').hidden ? input : $('raw-line')).focus();
}

function hideSecret() {
  now.secret = false;
  input.type = $('raw-line').type = 'text';
  input.placeholder = say('message');
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
  const { people, groups } = now.room;
  const starts = (other) => other.toLowerCase().startsWith(word.toLowerCase()) && other !== word;
  const usable = Object.values(words.commands).filter((it) => !it.teacher || now.teacher);
  if (parts.length === 1) {
    if (!typed.startsWith('/') || typed.startsWith('//')) return [];
    return usable.filter((it) => starts(it.shown)).map((it) => ({ text: it.shown, title: `${it.usage}: ${it.help}` }));
  }
  const names = (all) => all.filter(starts).map((text) => ({ text }));
  const row = usable.find((it) => it.names.includes(parts[0].slice(1).toLowerCase()));
  if (!typed.startsWith('/') || !row) return word.length > 1 ? names(people) : [];
  const kind = row.args[parts.length - 2] ?? '';
  if (Array.isArray(kind)) return names(kind);
  const all = { command: usable.map((it) => it.shown.slice(1)), person: people, group: [...new Set(groups.values())] };
  return names(all[kind] ?? []);
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

// ---- The usual commands as controls: a button each; what it takes is asked in a panel.

for (const key of ['hand', 'times-table', 'upper', 'lower', 'private', 'groups', 'history', 'search']) {
  const opener = button(say(key), () => openPanel(key, opener));
  opener.dataset.key = key;
  opener.setAttribute('aria-expanded', false);
  opener.setAttribute('aria-controls', 'panel');
  $('controls').append(opener);
}
$('controls').append(button(say('leave'), () => speak(command('exit')), { className: 'leave' }));
$('lower').addEventListener('click', () => speak(command('lower-hand')));

async function openPanel(key, opener, preset = {}) {
  const { open } = await import('./panels.js');
  open(key, opener, { room: now.room, speak, ask }, preset);
}

$('people-switch').addEventListener('click', () => {
  const isOpen = $('people').classList.toggle('open');
  $('people-switch').setAttribute('aria-expanded', isOpen);
});

// ---- The beginning.

translate();
prepareLists();
hideSecret();
document.title = say('title');
onLayOut(() => now.joined && keep());
addEventListener('pagehide', () => now.joined && keep());
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
