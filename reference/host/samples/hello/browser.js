/** A button that greets, and says how often it did. */
export function activate(host) {
  return host.views.provide('hello.tab', ({ element, patientId, state$ }) => {
    const button = element.appendChild(document.createElement('button'));
    button.addEventListener('click', () => host.commands.run('hello.greet', { patientId }));
    const watching = state$.subscribe(({ count }) => {
      button.textContent = `Dire bonjour (${count})`;
    });
    return {
      dispose() {
        watching.unsubscribe();
        button.remove();
      },
    };
  });
}
