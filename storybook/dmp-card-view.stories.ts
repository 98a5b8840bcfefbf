import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, waitFor } from 'storybook/test';
import type { CardState } from '../src/api/messages.js';
import { DmpCardView } from '../src/views/dmp-card-view.js';
import type { DmpPassphraseView } from '../src/views/dmp-passphrase-view.js';
import type { DmpPinView } from '../src/views/dmp-pin-view.js';
import { inEveryPlace, inside } from './places.js';
import { ago, CABINET, known, LEA, LOCKED, MAISON, MARC, PIN_KEY } from './samples.js';

type Args = Pick<DmpCardView, 'card' | 'previous'> & Partial<Pick<DmpCardView, 'diagnosable'>>;
const meta: Meta<Args> = { title: 'Carte du professionnel', render: (args) => inEveryPlace(() => Object.assign(new DmpCardView(), args)) };
export default meta;
const story = (name: string, card: CardState): StoryObj<Args> => ({ name, args: { card } });

/** Types in the field of the first place, and tells what came of it. */
function prompt(canvasElement: HTMLElement) {
  const view = canvasElement.querySelector('dmp-card-view');
  const pin = inside<DmpPinView>(view, 'dmp-pin-view');
  const field = inside<HTMLInputElement>(pin, 'input');
  const unlocks = fn();
  view?.addEventListener('dmp-unlock', unlocks);
  return {
    field,
    unlocks,
    button: () => inside<HTMLButtonElement>(pin, 'button'),
    message: () => inside(pin, '#hint').textContent?.trim(),
    async type(text: string) {
      field.value = text;
      field.dispatchEvent(new InputEvent('input'));
      await pin.updateComplete;
    },
    async validate() {
      inside<HTMLFormElement>(pin, 'form').requestSubmit();
      await pin.updateComplete;
    },
  };
}

export const NoReader = story("Il n'y a pas de lecteur", { kind: 'noReader' });
export const NoReaderInTab: StoryObj<Args> = { name: "Il n'y a pas de lecteur, dans l'onglet", args: { card: { kind: 'noReader' }, diagnosable: true } };
NoReaderInTab.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-card-view');
  const asked = fn();
  canvasElement.addEventListener('dmp-open-diagnostic', asked);
  inside<HTMLButtonElement>(view, 'button').click();
  await expect(asked).toHaveBeenCalledOnce();
};
export const Absent = story("Ma carte n'est pas dans le lecteur", { kind: 'absent' });
export const Removed = story("J'ai retiré ma carte", { kind: 'absent', removedAt: ago(0) });
export const UnknownCard = story("La carte insérée n'est pas une CPS", { kind: 'unknownCard', name: 'carte Vitale' });
export const TwoCards = story('Deux cartes sont présentes', {
  kind: 'chooseReader',
  cards: [
    { reader: 'Lecteur virtuel 1', holder: LEA },
    { reader: 'Lecteur virtuel 2', holder: MARC },
  ],
});
TwoCards.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-card-view');
  const chosen = fn();
  view?.addEventListener('dmp-choose-reader', ({ detail }) => chosen(detail));
  inside<HTMLButtonElement>(view, 'button:nth-of-type(2)').click();
  await expect(chosen).toHaveBeenCalledWith({ reader: 'Lecteur virtuel 2' });
};

export const Locked = story('Mon code est demandé', LOCKED);
export const LettersRefused = story('Je tape des lettres', LOCKED);
LettersRefused.play = async ({ canvasElement }) => {
  const { type, validate, field, message, unlocks } = prompt(canvasElement);
  await type('12a');
  await expect(field.value).toBe('12');
  await expect(message()).toBe('Le code ne contient que des chiffres.');
  await validate();
  await expect(message()).toBe('Saisissez les 4 chiffres du code.');
  await expect(unlocks).not.toHaveBeenCalled();
};
export const Validated = story('Je valide mon code', LOCKED);
Validated.play = async ({ canvasElement }) => {
  const { type, validate, field, unlocks } = prompt(canvasElement);
  await type('1234');
  await validate();
  await expect(field.value).toBe('');
  await waitFor(() => expect(unlocks).toHaveBeenCalledOnce());
};

export const Unlocking = story('Ma carte est lue', { kind: 'unlocking' });
export const WrongPin = story('Mon code est faux', { kind: 'wrongPin', pinKey: PIN_KEY, holder: LEA, lastTry: false });
export const LastTry = story('Il me reste un essai', { kind: 'wrongPin', pinKey: PIN_KEY, holder: LEA, lastTry: true });
LastTry.play = async ({ canvasElement }) => {
  const { type, validate, button, message, unlocks } = prompt(canvasElement);
  await expect(button().textContent?.trim()).toBe('Utiliser le dernier essai');
  await expect(button().getAttribute('aria-disabled')).toBe('true');
  await type('123');
  await validate();
  await expect(message()).toBe('Saisissez les 4 chiffres du code.');
  await expect(unlocks).not.toHaveBeenCalled();
  await type('1234');
  await expect(button().getAttribute('aria-disabled')).toBe('false');
  await Promise.all(
    button()
      .getAnimations()
      .map(({ finished }) => finished),
  );
};
export const LastTryLater = story('Il me reste un essai, ma carte vient d’être insérée', { kind: 'locked', pinKey: PIN_KEY, holder: LEA, lastTry: true });
export const Blocked = story('Ma carte est bloquée', { kind: 'blocked' });
export const TwoSituations = story("J'ai deux situations d'exercice", { kind: 'chooseSituation', holder: LEA, situations: [CABINET, MAISON] });
TwoSituations.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-card-view');
  const chosen = fn();
  view?.addEventListener('dmp-choose-situation', ({ detail }) => chosen(detail));
  inside<HTMLButtonElement>(view, 'button:nth-of-type(2)').click();
  await expect(chosen).toHaveBeenCalledWith({ id: MAISON.id });
};
export const Unlocked = story('Ma carte est prête', { kind: 'unlocked', holder: LEA, situation: CABINET, since: ago(30) });
export const Unavailable = story('Le lecteur ne répond plus', {
  kind: 'unavailable',
  reason: { code: 'agent.unavailable', reference: '77e0-2b1c', detail: { layer: 'card', code: 'SCARD_E_NO_SERVICE (0x8010001D)' } },
});
export const NoPcsc = story('Le service des lecteurs ne répond pas', { kind: 'unavailable', reason: { code: 'card.noPcsc' } });
export const NoModule = story('Le logiciel de la carte manque', { kind: 'unavailable', reason: { code: 'card.noModule' } });
export const LastKnownBelow: StoryObj<Args> = {
  name: 'Le dernier statut connu reste affiché',
  args: { card: LOCKED, previous: known({ checkedAt: ago(3 * 24 * 60) }) },
};
export const LastKnownOfAnotherIdentity: StoryObj<Args> = {
  name: "Le dernier statut connu est celui d'une identité qui diffère",
  args: { card: LOCKED, previous: known({ traitsThatDiffer: ['birthName', 'birthDate'], checkedAt: ago(90) }) },
};

const FOR_LEA = { ...LEA, isIndirect: true } as const;
/** The same in the prompt for the passphrase. */
function passphrasePrompt(canvasElement: HTMLElement) {
  const view = canvasElement.querySelector('dmp-card-view');
  const prompt = inside<DmpPassphraseView>(view, 'dmp-passphrase-view');
  const unlocks = fn();
  view?.addEventListener('dmp-unlock', unlocks);
  return {
    unlocks,
    field: inside<HTMLInputElement>(prompt, 'input'),
    message: () => inside(prompt, '#hint').textContent?.trim(),
    async validate() {
      inside<HTMLFormElement>(prompt, 'form').requestSubmit();
      await prompt.updateComplete;
    },
  };
}
export const Passphrase = story('Le mot de passe des certificats de structure est demandé', {
  kind: 'locked',
  pinKey: PIN_KEY,
  holder: FOR_LEA,
  lastTry: false,
});
Passphrase.play = async ({ canvasElement }) => {
  const { field, message, unlocks, validate } = passphrasePrompt(canvasElement);
  await validate();
  await expect(message()).toBe('Saisissez le mot de passe.');
  await expect(unlocks).not.toHaveBeenCalled();
  field.value = 'quai-Léonard-72000';
  field.dispatchEvent(new InputEvent('input'));
  await validate();
  await waitFor(() => expect(unlocks).toHaveBeenCalledOnce());
  await expect(field.value).toBe('');
  await expect(JSON.stringify(unlocks.mock.calls[0]?.[0].detail)).not.toContain('Léonard');
};
export const WrongPassphrase = story('Le mot de passe était faux', { kind: 'wrongPin', pinKey: PIN_KEY, holder: FOR_LEA, lastTry: false });
WrongPassphrase.play = async ({ canvasElement }) => {
  await expect(passphrasePrompt(canvasElement).message()).toBe("Le mot de passe saisi n'ouvre pas ces certificats.");
};
export const OpeningCertificates = story("Les certificats de structure s'ouvrent", { kind: 'unlocking', holder: FOR_LEA });
export const NoCertificates = story('Les certificats de structure sont introuvables', { kind: 'unavailable', reason: { code: 'structure.noFile' } });
export const WrongCertificates = story('Les certificats ne sont pas ceux attendus', { kind: 'unavailable', reason: { code: 'structure.wrongKind' } });
export const ExpiredCertificates = story('Les certificats ont expiré', { kind: 'unavailable', reason: { code: 'structure.expired' } });
export const CertificatesReady = story('Les certificats de structure sont prêts', { kind: 'unlocked', holder: FOR_LEA, situation: CABINET, since: ago(30) });
