import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type LogLine, type PluginInfo, readPluginLog, restartPlugin, setPluginEnabled } from '../../page-protocol.js';
import { timeWithSeconds } from '../model/dates.js';
import { activationTold, capabilitiesTold, contributionsTold, isBroken, processTold, stateWords } from '../model/plugin-words.js';
import { PageElement } from './page-element.js';

const LOG_PERIOD = 5000;

/** One plugin in detail: what it is, may do, adds, and has logged; or what is wrong with its manifest. */
export class ExtensionDetails extends PageElement {
  @property({ attribute: false }) plugin!: PluginInfo;
  @state() private log: readonly LogLine[] = [];
  @state() private isSwitching = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const timer = setInterval(() => void this.#readLog(), LOG_PERIOD);
    this.own.add(() => clearInterval(timer));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('plugin') as PluginInfo | undefined;
    if (!changed.has('plugin')) return;
    if (before?.id !== this.plugin.id) this.log = [];
    void this.#readLog();
  }

  protected override render(): TemplateResult {
    const { plugin } = this;
    const isInvalid = plugin.state === 'invalid';
    return html`<section class="card" aria-labelledby="extension-title">
      <div class="card-head extension-head">
        <span class="extension-tile big family-${stateWords(plugin.state).family}"><practice-icon name=${plugin.icon || 'puzzle'}></practice-icon></span>
        <div class="grow">
          <h2 id="extension-title">${plugin.title}</h2>
          <p class="small muted">${isInvalid ? [plugin.publisher, plugin.version].filter(Boolean).join(' · ') || plugin.folderName : plugin.description}</p>
        </div>
        <button
          class="switch push"
          type="button"
          role="switch"
          aria-checked=${plugin.enabled && !isInvalid}
          aria-label="Extension ${plugin.title}"
          aria-disabled=${isInvalid ? 'true' : nothing}
          aria-describedby=${isInvalid ? 'extension-faults' : nothing}
          aria-busy=${this.isSwitching}
          @click=${this.#handleSwitch}
        >
          <i aria-hidden="true"></i>${plugin.enabled && !isInvalid ? 'Activée' : 'Désactivée'}
        </button>
      </div>
      ${isInvalid ? this.#faults() : this.#facts()}
    </section>`;
  }

  #faults(): TemplateResult {
    const { faults } = this.plugin;
    return html`<div class="card-body stack">
      <div class="note family-danger" role="group" aria-label="Erreurs">
        <practice-icon name="circle-x"></practice-icon>
        <div>
          <b>Cette extension ne peut pas être activée</b>
          <p id="extension-faults">
            Son manifeste contient ${faults.length} ${faults.length > 1 ? 'erreurs' : 'erreur'}. Corrigez le fichier
            <span class="mono">${this.plugin.folderName}/plugin.manifest.json</span> : la page se met à jour à chaque enregistrement.
          </p>
          <div class="row"><button class="button short" type="button" @click=${() => this.#copy(faults.map(({ path, message }) => `${path}\t${message}`).join('\n'), 'Erreurs copiées')}><practice-icon name="copy"></practice-icon>Copier les erreurs</button></div>
        </div>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Erreurs du manifeste">
        <table class="table faults">
          <caption class="visually-hidden">
            Erreurs du manifeste
          </caption>
          <thead>
            <tr><th scope="col">Chemin</th><th scope="col">Erreur</th></tr>
          </thead>
          <tbody>
            ${faults.map(({ path, message }) => html`<tr><td class="mono">${path}</td><td>${message}</td></tr>`)}
          </tbody>
        </table>
      </div>
    </div>`;
  }

  #facts(): TemplateResult {
    const { plugin } = this;
    return html`<dl class="figures">
        <div><dt>Version</dt><dd>${plugin.version}<small>hôte ${plugin.hostRange}, compatible</small></dd></div>
        <div><dt>Éditeur</dt><dd>${plugin.publisher}<small class="mono">${plugin.id}</small></dd></div>
        <div><dt>Activation</dt><dd>${plugin.activation ? `${Math.round(plugin.activation.milliseconds)} ms` : '–'}<small>${activationTold(plugin)}</small></dd></div>
        <div><dt>Processus</dt><dd>${stateWords(plugin.state).process}<small>${processTold(plugin)}</small></dd></div>
      </dl>
      ${
        isBroken(plugin.state)
          ? html`<div class="section">
            <h3>État</h3>
            <div class="row">
              <span class="chip family-${stateWords(plugin.state).family}"><practice-icon name=${stateWords(plugin.state).icon}></practice-icon>${stateWords(plugin.state).label}</span>
              <button class="button short" type="button" @click=${() => this.#ask(() => this.services.server.request(restartPlugin, { pluginId: plugin.id }))}><practice-icon name="rotate-cw"></practice-icon>Redémarrer</button>
            </div>
          </div>`
          : nothing
      }
      <div class="section">
        <h3>Ce qu’elle peut faire</h3>
        <ul>
          ${capabilitiesTold(plugin).map(
            ({ icon, title, detail }) =>
              html`<li><practice-icon name=${icon}></practice-icon><div><b>${title}</b><span class="muted">${detail}</span></div></li>`,
          )}
        </ul>
      </div>
      <div class="section">
        <h3>Ce qu’elle ajoute</h3>
        <ul>
          ${contributionsTold(plugin).map(
            ({ icon, sentence, ids, opensSettings }) =>
              html`<li>
                <practice-icon name=${icon}></practice-icon>
                <div>
                  ${sentence.map((words, index) => (index % 2 ? html`<b>${words}</b>` : words))}${opensSettings ? html`<a data-route href="/parametrage">Ouvrir le paramétrage</a>` : nothing}<span
                    class="mono muted"
                    >${ids}</span
                  >
                </div>
              </li>`,
          )}
        </ul>
      </div>
      <div class="section">
        <h3>Journal</h3>
        <div class="stack">
          ${
            this.log.length
              ? html`<pre class="log" tabindex="0" role="region" aria-label="Journal de l’extension">${this.log.map(({ at, text }, index) => html`${index ? '\n' : ''}<b>${timeWithSeconds(at)}</b> ${text}`)}</pre>`
              : html`<p class="small muted">Rien pour l’instant.</p>`
          }
          <div class="row">
            <button class="button short" type="button" aria-disabled=${this.log.length ? nothing : 'true'} @click=${this.#handleCopyLog}><practice-icon name="copy"></practice-icon>Copier le journal</button>
            <span class="tiny muted">Sans nom, INS ni code.</span>
          </div>
        </div>
      </div>`;
  }

  async #handleSwitch(): Promise<void> {
    const { id, enabled, state, title } = this.plugin;
    if (state === 'invalid' || this.isSwitching) return;
    this.isSwitching = true;
    await this.#ask(async () => {
      await this.services.server.request(setPluginEnabled, { pluginId: id, enabled: !enabled });
      this.services.notifier.announce(`Extension ${title} ${enabled ? 'désactivée' : 'activée'}`);
    });
    this.isSwitching = false;
  }

  #handleCopyLog(): void {
    if (this.log.length) void this.#copy(this.log.map(({ at, level, text }) => `${new Date(at).toISOString()} ${level} ${text}`).join('\n'), 'Journal copié');
  }

  async #copy(text: string, done: string): Promise<void> {
    await this.#ask(async () => {
      await navigator.clipboard.writeText(text);
      this.services.notifier.done(done);
    });
  }

  async #readLog(): Promise<void> {
    const { id, state } = this.plugin;
    if (state === 'invalid' || this.services.server.status !== 'open') return;
    await this.#ask(async () => {
      const log = await this.services.server.request(readPluginLog, { pluginId: id });
      if (id === this.plugin.id) this.log = log;
    });
  }

  async #ask(request: () => Promise<void>): Promise<void> {
    try {
      await request();
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }
}
