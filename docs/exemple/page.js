// The page of the smallest host: makes a BrowserContext out of one WebSocket. `rxjs` is the global of /rxjs.js.
import { HOST_CONTEXT_KEYS, holds, parseWhen } from '/contract/when.js';
import { activate } from '/plugin/browser.js';

const { ReplaySubject } = globalThis.rxjs;
const place = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="session-token"]').content;
const socket = new WebSocket(`ws://${location.host}/socket`, ['hote', token]);
const formId = crypto.randomUUID();

const states = new Map(); // place on screen → what the plugin says there
const calls = new Map(); // running command → its promise
const viewMounts = new Map();
const pageMounts = new Map();
const pageCommands = new Map();
let manifest;
let patient;
let contextValues = {};

const send = (message) => socket.send(JSON.stringify(message));

socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.kind === 'welcome') start(message);
  else if (message.kind === 'state') states.get(message.slotId)?.next(message.state);
  else if (message.kind === 'context') showMenu(message.values);
  else if (message.kind === 'count') showCount(message);
  else if (message.kind === 'answer') {
    const { fulfil, reject } = calls.get(message.callId) ?? {};
    calls.delete(message.callId);
    // The plugin reads why it was refused in `data`.
    if (message.error) reject?.(Object.assign(new Error(message.error.code), { data: message.error }));
    else fulfil?.(message.value);
  }
};

// The server or the plugin's process has gone: start over as soon as the server answers.
socket.onclose = () => {
  place('message').textContent = 'Connexion interrompue, nouvel essai…';
  setInterval(
    () =>
      fetch('/')
        .then(() => location.reload())
        .catch(() => {}),
    1_000,
  );
};

const run = (commandId, { patientId, ...args } = {}) => ask({ kind: 'run', commandId, patientId, args });

function ask(message) {
  const callId = crypto.randomUUID();
  send({ ...message, callId });
  return new Promise((fulfil, reject) => calls.set(callId, { fulfil, reject }));
}

/** Keeps `value` under `id` until it is disposed. */
function keep(map, id, value) {
  map.set(id, value);
  return { dispose: () => map.delete(id) };
}

const show = (text) => (place('message').textContent = text);
/** A refusal as the plugin reads it. */
const refusal = (code) => Object.assign(new Error(code), { data: { code } });

/** What `contract/host.d.ts` asks for. */
const context = {
  language: 'fr',
  commands: { run, runForPage: run, handle: (id, command) => keep(pageCommands, id, command) },
  views: {
    provide: (id, mount) => keep(viewMounts, id, mount),
    providePage: (id, mount) => keep(pageMounts, id, mount),
    reveal: (id) => select(id),
    // Nothing can be typed in this host: nobody stays elsewhere.
    showPage: async (id) => select(id),
  },
  forms: {
    // One patient alone. A real host opens the form of the one who is asked for, where nothing typed would be lost.
    async show(patientId, viewId) {
      if (patientId !== patient.id) throw refusal('host.unavailable');
      select(viewId);
      return formId;
    },
    // The form of this example has no field to type in: it takes nothing. A real one answers the fields it has taken.
    async propose(id) {
      if (id !== formId) throw refusal('host.unavailable');
      return [];
    },
  },
  files: {
    async fetch({ id }) {
      const answer = await fetch(`/files/${id}`, { headers: { 'x-session-token': token } });
      if (!answer.ok) throw refusal('host.unavailable');
      return answer.blob();
    },
    async post(file) {
      const headers = { 'x-session-token': token, 'x-file-name': encodeURIComponent(file.name) };
      const answer = await fetch('/files', { method: 'POST', body: file, headers });
      if (!answer.ok) throw refusal(answer.status === 413 ? 'host.fileTooLarge' : 'host.unavailable');
      return answer.json();
    },
  },
  notify: ({ title, text }) => show(`${title}. ${text}`),
  dialogs: {
    open(element) {
      const before = document.activeElement;
      place('dialogs').append(element);
      return {
        dispose() {
          element.remove();
          before?.focus();
        },
      };
    },
  },
};

function start(welcome) {
  ({ manifest, patient } = welcome);
  const { birthName, birthGivenNames } = patient.identity;
  place('patient').textContent = `${birthName} ${birthGivenNames}`;
  send({ kind: 'formOpened', formId, patientId: patient.id });
  activate(context);
  const { patientBand, patientForm, page } = manifest.contributes.views;
  for (const { id } of patientBand) mount(id, place('band'));
  for (const { id, title } of [...patientForm, ...page]) addTab(id, title);
  const [reader] = manifest.contributes.patientReaders ?? [];
  place('readCard').hidden = !reader;
  place('readCard').onclick = async () => {
    show('Lecture de la Carte Vitale…');
    show(await ask({ kind: 'readCard', readerId: reader.id, patientId: patient.id }));
  };
  showMenu();
}

/** Shows a view of the form, or a page, which has no patient. */
function mount(viewId, element) {
  const state$ = new ReplaySubject(1);
  const slotId = crypto.randomUUID();
  states.set(slotId, state$);
  const view = viewMounts.get(viewId);
  send({ kind: 'slotOpened', slotId, viewId, ...(view && { patientId: patient.id }) });
  if (view) view({ element, patientId: patient.id, formId, state$ });
  else pageMounts.get(viewId)({ element, state$ });
}

function addTab(id, title) {
  const tab = Object.assign(document.createElement('button'), { id: `tab-${id}`, role: 'tab', textContent: title, onclick: () => select(id) });
  const panel = Object.assign(document.createElement('section'), { id: `panel-${id}`, role: 'tabpanel', hidden: true, ariaLabel: title });
  place('tabs').append(tab);
  place('panels').append(panel);
}

/** What waits in a page of the plugin stands beside its title. */
function showCount({ viewId, count }) {
  if (!manifest) return; // told again after the welcome
  const { title } = manifest.contributes.views.page.find(({ id }) => id === viewId);
  place(`tab-${viewId}`).textContent = count ? `${title} (${count})` : title;
}

/** Mounts a view when its tab is first shown, not before: the plugin asks for what is on screen. */
function select(id) {
  for (const panel of place('panels').children) {
    const isChosen = panel.id === `panel-${id}`;
    panel.hidden = !isChosen;
    place(panel.id.replace('panel', 'tab')).ariaSelected = String(isChosen);
    if (isChosen && !panel.hasChildNodes()) mount(id, panel);
  }
}

function showMenu(values = contextValues) {
  contextValues = values;
  place('entries').replaceChildren(...manifest.contributes.menus['patientForm/otherAction'].filter(({ when }) => isTrue(when)).map(entryOf));
}

function entryOf({ submenu, items, ...entry }) {
  if (submenu) {
    const group = document.createElement('fieldset');
    const legend = Object.assign(document.createElement('legend'), { textContent: submenu });
    group.append(legend, ...items.filter(({ when }) => isTrue(when)).map(entryOf));
    return group;
  }
  const command = manifest.contributes.commands.find(({ id }) => id === entry.command);
  const title = entry.title ?? command.title;
  const disabled = !isTrue(entry.enabled);
  const textContent = disabled ? `${title} (${entry.disabledReason})` : title;
  return Object.assign(document.createElement('button'), { textContent, disabled, onclick: () => choose(entry, command) });
}

function choose({ reveal }, command) {
  place('menu').open = false;
  if (reveal) return select(reveal);
  const asked = command.in === 'browser' ? pageCommands.get(command.id)({ patientId: patient.id, formId }) : run(command.id, { patientId: patient.id });
  asked.catch(({ message }) => show(`L’action a échoué (${message}).`));
}

/** Evaluates a condition of the manifest. */
function isTrue(when) {
  if (when === undefined) return true;
  const values = { ...contextValues, 'patient.open': true, 'patient.insQualified': patient.identity.insStatus === 'qualifiée' };
  return holds(parseWhen(when, { ...HOST_CONTEXT_KEYS, ...manifest.contributes.contextKeys }), values);
}
