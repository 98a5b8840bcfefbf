/** How often each patient was greeted, and who watches. Anything with `Symbol.observable` will do as a stream; so does an async generator. */
const greetings = new Map();
export function activate(host) {
  host.views.publish('hello.tab', async function* ({ id }) {
    for (let count = -1; ; await new Promise((resolve) => setTimeout(resolve, 200)))
      if (count !== (count = greetings.get(id) ?? 0)) yield { patientId: id, count };
  });
  host.commands.register('hello.greet', async ({ patient }) => greetings.set(patient.id, (greetings.get(patient.id) ?? 0) + 1).get(patient.id));
  return { deactivate: async () => greetings.clear() };
}
