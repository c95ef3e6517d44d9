// The teacher's desk: hands, poll, quiz, groups, settings, announcement, and what is done about a person.

import { $, bars, button, choice, command, element, say, standings, translate } from './view.js';

const MODES = ['chat', 'upper', 'lower', 'timestable'];
const SWITCHES = ['lecture', 'lock', 'whispers', 'tally'];

/** What each kind of line may have changed. */
const DRAWN = {
  hand: 'hands', lowered: 'hands', turn: 'hands', renamed: 'hands', poll: 'poll', votes: 'poll', result: 'poll',
  quiz: 'quiz', points: 'quiz', quizResult: 'quiz', groups: 'groups', left: 'groups', setting: 'settings',
};

export class Desk {
  #on;
  #person = '';

  /** `on` has `room()`, `speak(line)`, `ask(line)`, `write(text)` and `openPanel(key, opener, preset)`. */
  constructor(on) {
    this.#on = on;
    $('desk').append($('desk-parts').content.cloneNode(true));
    translate($('desk'));
    this.#wire();
  }

  show(isShown) {
    document.body.classList.toggle('teaches', isShown);
    $('desk').hidden = !isShown;
    $('desk-switch').hidden = !isShown;
    if (!isShown) return;
    for (const part of new Set(Object.values(DRAWN))) this[part]();
  }

  draw(kind) {
    this[DRAWN[kind]]?.();
  }

  #wire() {
    const { speak, openPanel } = this.#on;
    const submit = (id, act) => $(id).addEventListener('submit', (event) => {
      event.preventDefault();
      if (act(new FormData(event.target))) event.target.reset();
    });
    $('next').addEventListener('click', () => speak(command('next')));
    submit('open-poll', (form) => {
      const options = form.getAll('option').map((option) => option.trim()).filter(Boolean);
      return speak(command('poll', [form.get('question').trim(), ...options].join(' | ')));
    });
    $('more-options').addEventListener('click', () => {
      const fields = $('open-poll').querySelectorAll('[name=option]');
      const another = element('input', { name: 'option', maxLength: 200 });
      another.setAttribute('aria-label', say('desk-option', { number: fields.length + 1 }));
      fields[fields.length - 1].after(another);
      another.focus();
      $('more-options').disabled = fields.length + 1 >= 10;
    });
    $('close-poll').addEventListener('click', () => speak(command('poll')));
    submit('start-quiz', (form) => speak(command('quiz', form.get('rounds'))));
    $('stop-quiz').addEventListener('click', () => speak(command('quiz', 0)));
    submit('split', (form) => speak(command('split', form.get('count'))));
    $('join-all').addEventListener('click', () => speak(command('join-all')));
    submit('announce', (form) => speak(command('announce', form.get('text'))));
    for (const [index, mode] of MODES.entries()) {
      $('modes').append(button(say(`desk-mode-${mode}`), () => speak(command('mode', choice('mode', index))), { value: mode }));
    }
    for (const name of SWITCHES) {
      const key = button(say(`desk-${name}`), () => {
        const isOn = this.#on.room().settings[name] === 'on';
        speak(command(name, choice(name, isOn ? 1 : 0)));
      }, { value: name });
      key.setAttribute('role', 'switch');
      $('switches').append(key);
    }
    for (const key of ['attendance', 'history', 'search']) {
      const opener = button(say(key), () => openPanel(key, opener));
      opener.dataset.key = key;
      $('lookups').append(opener);
    }
    $('desk-switch').addEventListener('click', () => {
      const isOpen = $('desk').classList.toggle('open');
      $('desk-switch').setAttribute('aria-expanded', isOpen);
    });
    $('person').addEventListener('close', () => this.#act($('person').returnValue));
  }

  hands() {
    const { hands } = this.#on.room();
    $('hands-count').textContent = hands.length;
    $('next').disabled = hands.length === 0;
    $('hands').replaceChildren(...hands.map(({ name, question }) => element('li', {},
      element('span', {}, element('b', { textContent: name }), ' ', question),
      button(say('desk-call'), () => this.#on.speak(command('next', name)), { ariaLabel: say('desk-call-name', { name }) }))));
  }

  poll() {
    const { poll, votes } = this.#on.room();
    $('open-poll').hidden = Boolean(poll);
    $('polling').hidden = !poll;
    if (!poll) return;
    const nobody = { ...poll, options: poll.options.map(({ text }) => ({ text, number: 0 })) };
    $('votes').replaceChildren(bars(votes ?? nobody));
  }

  quiz() {
    const { quiz, scores } = this.#on.room();
    $('start-quiz').hidden = Boolean(quiz);
    $('quizzing').hidden = !quiz;
    $('scores').replaceChildren(scores.length > 0 ? standings(scores) : '');
    if (quiz) $('asked').textContent = `${quiz.round}/${quiz.rounds} · ${quiz.text}`;
  }

  groups() {
    const all = new Map();
    for (const [name, group] of this.#on.room().groups) all.set(group, [...(all.get(group) ?? []), name]);
    $('join-all').disabled = all.size === 0;
    $('groups').replaceChildren(...[...all].map(([group, names]) =>
      element('li', {}, element('b', { textContent: group }), ' ', names.join(', '))));
  }

  settings() {
    const { settings } = this.#on.room();
    for (const mode of $('modes').children) mode.setAttribute('aria-pressed', mode.value === settings.mode);
    for (const key of $('switches').children) key.setAttribute('aria-checked', settings[key.value] === 'on');
  }

  /** What may be done about someone: asked in a dialog. */
  person(name) {
    this.#person = name;
    $('person-name').textContent = name;
    $('person').returnValue = '';
    $('person').showModal();
  }

  #act(what) {
    const { speak, write } = this.#on;
    const minutes = $('minutes').value.trim();
    if (what === 'msg') write(`${command('msg')} ${this.#person} `);
    else if (what === 'mute' || what === 'kick') speak(command(what, this.#person, minutes));
    else if (what) speak(command(what, this.#person));
  }
}
