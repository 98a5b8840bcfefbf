import { html, nothing, type TemplateResult } from 'lit';
import type { PatientRecord } from '../../practice.js';
import { frenchDate } from '../model/dates.js';
import { displayName, givenNameCase } from '../model/names.js';
import type { PatientDraft } from '../model/patient-draft.js';
import { grouped } from '../model/social-security-number.js';
import type { DialogLayer } from '../runtime/dialog-layer.js';
import { ask } from './practice-dialog.js';

/** The dialogs of the patient form that only show or ask. */

const CLOSE = { id: 'close', label: 'Fermer', icon: 'x' } as const;
const SEX = { F: 'Féminin', M: 'Masculin', UN: 'Non déterminé' } as const;

/** `DESMAUX Nathalie, né(e) le 15/06/1955`. */
export const patientLine = ({ beneficiary }: PatientRecord): string => `${displayName(beneficiary)}, né(e) le ${frenchDate(beneficiary.birthDate)}`;

export function showSummary(dialogs: DialogLayer, record: PatientRecord): Promise<unknown> {
  const { identity, beneficiary, insured, complementary, treatingPhysician, contact } = record;
  const fact = (label: string, value: string): TemplateResult | typeof nothing => (value ? html`<dt>${label}</dt><dd>${value}</dd>` : nothing);
  return ask(dialogs, {
    heading: 'Dossier patient',
    about: patientLine(record),
    wide: true,
    actions: [CLOSE],
    body: html`<h3>Identité</h3>
      <dl class="facts">
        ${fact('Nom de naissance', identity.birthName)} ${fact('Nom utilisé', identity.usedName ?? '')} ${fact('Prénoms de naissance', identity.birthGivenNames)} ${fact('Sexe', SEX[identity.sex])}
        ${fact('Date de naissance', frenchDate(identity.birthDate))} ${fact('Lieu de naissance (code COG)', identity.birthPlaceCode)} ${fact('Matricule INS', grouped(identity.matricule))}
        ${fact('Domaine de l’INS', identity.insOid)} ${fact('Statut de l’INS', identity.insStatus)}
      </dl>
      <h3>Assurance</h3>
      <dl class="facts">
        ${fact('Qualité', beneficiary.quality)} ${fact('Assuré', displayName(insured))} ${fact('N° de sécurité sociale', grouped(insured.socialSecurityNumber))}
        ${fact('Complémentaire', complementary.name)} ${fact('Certification', frenchDate(beneficiary.certificationDate))}
        ${fact('Médecin traitant', treatingPhysician.name ? `${treatingPhysician.name} (${treatingPhysician.declared ? 'déclaré' : 'non déclaré'})` : '')}
      </dl>
      <h3>Coordonnées</h3>
      <dl class="facts">
        ${fact('Adresse', [contact.address, contact.addressComplement, `${contact.postalCode} ${contact.city}`.trim()].filter(Boolean).join(', '))}
        ${fact('Téléphones', contact.phones.filter(Boolean).join(', '))} ${fact('Adresse mail', contact.email)}
      </dl>`,
  });
}

/** Telephones and e-mail as typed in the form, ready to be used. */
export function showContacts(dialogs: DialogLayer, record: PatientRecord, draft: PatientDraft): Promise<unknown> {
  const phones = [0, 1, 2, 3]
    .map((index) => [`Tél ${index + 1}`, draft[`contact.phones.${index as 0 | 1 | 2 | 3}`].trim()] as const)
    .filter(([, phone]) => phone);
  const email = draft['contact.email'].trim();
  return ask(dialogs, {
    heading: 'Contacts',
    about: displayName(record.beneficiary),
    actions: [CLOSE],
    body:
      phones.length || email
        ? html`<dl class="facts">
            ${phones.map(([label, phone]) => html`<dt>${label}</dt><dd><a href="tel:${phone.replace(/[^\d+]/g, '')}">${phone}</a></dd>`)}
            ${email ? html`<dt>Adresse mail</dt><dd><a href="mailto:${email}">${email}</a></dd>` : nothing}
          </dl>`
        : html`<div class="empty"><practice-icon name="phone"></practice-icon><strong>Aucun contact enregistré</strong><p>Saisissez un téléphone ou une adresse mail dans les coordonnées du patient.</p></div>`,
  });
}

export const showNoVitaleReader = (dialogs: DialogLayer, record: PatientRecord): Promise<unknown> =>
  ask(dialogs, {
    heading: 'Lire la Carte Vitale',
    about: displayName(record.beneficiary),
    actions: [CLOSE],
    body: html`<div class="empty">
      <practice-icon name="usb"></practice-icon><strong>Aucun lecteur de Carte Vitale n’est installé</strong>
      <p>La lecture viendra d’une extension, et aucune extension installée ne la propose. Le N° de sécurité sociale se saisit dans la fiche.</p>
    </div>`,
  });

/** The envelope as it will be printed. */
export const showEnvelope = (dialogs: DialogLayer, record: PatientRecord, draft: PatientDraft): Promise<unknown> =>
  ask(dialogs, {
    heading: 'Enveloppe',
    about: displayName(record.beneficiary),
    actions: [{ id: 'print', label: 'Imprimer', icon: 'printer', kind: 'primary' }, CLOSE],
    onChoose: (id) => {
      if (id === 'print') window.print();
      return id !== 'print';
    },
    body: html`<address class="envelope">${envelopeLines(draft).map((line) => html`<span>${line}</span>`)}</address>`,
  });

/** Name, address, postal code and town; empty lines are left out. */
export const envelopeLines = (draft: PatientDraft): readonly string[] =>
  [
    `${givenNameCase(draft['beneficiary.givenName'])} ${draft['beneficiary.name']}`.trim(),
    draft['contact.addressComplement'].trim(),
    draft['contact.address'].trim(),
    `${draft['contact.postalCode']} ${draft['contact.city']}`.trim(),
  ].filter(Boolean);

/** True when the user gives up what was typed. */
export const confirmLoss = async (dialogs: DialogLayer, record: PatientRecord): Promise<boolean> =>
  (await ask(dialogs, {
    heading: 'Abandonner les modifications ?',
    about: displayName(record.beneficiary),
    actions: [
      { id: 'stay', label: 'Continuer la saisie', kind: 'primary' },
      { id: 'lose', label: 'Abandonner les modifications', kind: 'danger' },
    ],
    body: html`<p>Ce qui a été saisi dans cette fiche n’est pas encore enregistré.</p>`,
  })) === 'lose';

/** True when the coordinates of another patient may be replaced. */
export const confirmReplacement = async (dialogs: DialogLayer, insured: PatientRecord): Promise<boolean> =>
  (await ask(dialogs, {
    heading: 'Copier les coordonnées dans la fiche de l’assuré',
    about: patientLine(insured),
    actions: [
      { id: 'replace', label: 'Valider', icon: 'check', kind: 'primary' },
      { id: 'keep', label: 'Annuler', icon: 'x' },
    ],
    body: html`<p>Les coordonnées de <b>${displayName(insured.beneficiary)}</b> vont être remplacées par celles de cette fiche.</p>`,
  })) === 'replace';
