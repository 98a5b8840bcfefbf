import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ManifestSetting } from '../../../../src/api/manifest.js';
import { changeSetting, type PluginInfo, type SettingValue } from '../../page-protocol.js';
import { type SettingScalar, settingValueOf } from '../model/settings-values.js';
import { PageElement } from './page-element.js';

/** The form of one plugin, made from `contributes.configuration`. Each value is stored when its field is left. */
export class PluginSettings extends PageElement {
  @property({ attribute: false }) plugin!: PluginInfo;
  @property({ attribute: false }) values: readonly SettingValue[] = [];
  @state() private faults: Readonly<Record<string, string>> = {};
  /** What is typed and not stored, by key. */
  @state() private typed: Readonly<Record<string, string>> = {};

  protected override render(): TemplateResult {
    const { id, title, contributes } = this.plugin;
    const settings = Object.entries(contributes?.configuration ?? {}).filter(([, setting]) => !setting.hidden);
    return html`<section class="card" aria-labelledby="settings-${id}">
      <div class="card-head"><h2 id="settings-${id}">${title}</h2></div>
      <div class="card-body settings-grid">${settings.map(([key, setting]) => this.#setting(key, setting))}</div>
    </section>`;
  }

  #setting(key: string, setting: ManifestSetting): TemplateResult {
    const stored = this.values.find((value) => value.pluginId === this.plugin.id && value.key === key);
    const value = stored?.value ?? setting.default;
    const id = `setting-${key}`;
    const fault = this.faults[key];
    const isFixed = stored?.fixed ?? false;
    const described = [setting.description && `hint-${key}`, isFixed && `fixed-${key}`, fault && `fault-${key}`].filter(Boolean).join(' ') || nothing;
    const notes = html`${setting.description ? html`<span class="hint" id="hint-${key}">${setting.description}</span>` : nothing}
    ${isFixed ? html`<span class="hint" id="fixed-${key}">Fixé au démarrage de l’application, en ligne de commande.</span>` : nothing}
    ${fault ? html`<span class="fault" id="fault-${key}"><practice-icon name="circle-alert"></practice-icon>${fault}</span>` : nothing}`;
    if (setting.type === 'boolean')
      return html`<div class="field">
        <label class="check"
          ><input
            id=${id}
            type="checkbox"
            aria-describedby=${described}
            ?disabled=${isFixed}
            .checked=${live(value === true)}
            @change=${(event: Event) => this.#store(key, (event.target as HTMLInputElement).checked)}
          /><span>${setting.title}</span></label
        >
        ${notes}
      </div>`;
    if (setting.type === 'enum')
      return html`<div class="field">
        <label for=${id}>${setting.title}</label>
        <select class="input" id=${id} aria-describedby=${described} ?disabled=${isFixed} @change=${(event: Event) => this.#store(key, (event.target as HTMLSelectElement).value)}>
          ${setting.values.map((one, index) => html`<option value=${one} .selected=${live(one === value)}>${setting.labels?.[index] ?? one}</option>`)}
        </select>
        ${notes}
      </div>`;
    return html`<div class="field">
      <label for=${id}>${setting.title}</label>
      <input
        class="input"
        id=${id}
        type="text"
        inputmode=${setting.type === 'integer' ? 'numeric' : nothing}
        autocomplete="off"
        aria-describedby=${described}
        aria-invalid=${fault ? 'true' : nothing}
        ?readonly=${isFixed}
        .value=${live(this.typed[key] ?? String(value))}
        @input=${(event: Event) => (this.typed = { ...this.typed, [key]: (event.target as HTMLInputElement).value })}
        @change=${() => this.#handleChange(key, setting)}
      />
      ${notes}
    </div>`;
  }

  #handleChange(key: string, setting: ManifestSetting): void {
    const read = settingValueOf(setting, this.typed[key] ?? '');
    if ('fault' in read) this.faults = { ...this.faults, [key]: read.fault };
    else void this.#store(key, read.value);
  }

  async #store(key: string, value: SettingScalar): Promise<void> {
    try {
      const refusal = await this.services.server.request(changeSetting, { pluginId: this.plugin.id, key, value });
      const { [key]: _fault, ...otherFaults } = this.faults;
      this.faults = refusal ? { ...otherFaults, [key]: refusal } : otherFaults;
      if (refusal) return;
      const { [key]: _typed, ...stillTyped } = this.typed;
      this.typed = stillTyped;
      // The server's own news of the change may be a moment away.
      this.values = [
        ...this.values.filter((one) => one.pluginId !== this.plugin.id || one.key !== key),
        { pluginId: this.plugin.id, key, value, fixed: false },
      ];
      this.services.notifier.announce('Réglage enregistré');
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }
}
