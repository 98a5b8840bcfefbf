import { EventEmitter, on } from 'node:events';

/** Counts greetings, patient by patient. A state may be an Observable or, as here, an async iterable. */
export function activate(host) {
  const greeted = new EventEmitter();
  const counts = new Map();
  const stateOf = (patientId) => ({ patientId, count: counts.get(patientId) ?? 0 });
  host.views.publish('hello.tab', async function* ({ id }) {
    const greetings = on(greeted, id);
    yield stateOf(id);
    for await (const _ of greetings) yield stateOf(id);
  });
  host.commands.register('hello.greet', async ({ patient: { id } }) => {
    counts.set(id, stateOf(id).count + 1);
    greeted.emit(id);
    return stateOf(id).count;
  });
  return { deactivate: async () => {} };
}
