import { expect, test } from 'vitest';
import type { SendingState } from '../../src/api/documents.js';
import { documentChips, markLook, nextSentence, sendingLook } from '../../src/views/sending-look.js';
import { fed } from '../../storybook/document-samples.js';

const at = (text: string): number => new Date(text).getTime();
const NOW = at('2026-11-24T15:00:00');
const SENT: SendingState = { kind: 'sent', at: at('2026-11-24T14:32:00') };
const labels = (difference: Parameters<typeof fed>[0]) => documentChips(fed(difference), NOW).map(({ label }) => label);
const TIMEOUT = { code: 'dmp.timeout' } as const;

test.each<[SendingState, string]>([
  [SENT, 'Envoyé à 14:32'],
  [{ kind: 'sent', at: at('2026-11-21T18:02:00') }, 'Envoyé le 21/11/2026 à 18:02'],
  [{ kind: 'failed', error: TIMEOUT, nextTry: at('2026-11-24T15:10:00') }, 'Échec, nouvel essai à 15:10'],
  [{ kind: 'queued', waitsFor: 'card' }, 'En attente de votre carte'],
  [{ kind: 'queued', waitsFor: 'before' }, 'En attente'],
])('a chip says where it stands and when: %o', (state, words) => {
  expect(sendingLook(state, NOW).label).toBe(words);
});

test('in the list of a record, chips have the words of EX_3.1-1080', () => {
  expect(labels({ state: SENT })).toEqual(['envoyé à 14:32']);
  expect(labels({ state: { kind: 'queued', waitsFor: 'turn' } })).toEqual(["en attente d'envoi"]);
  expect(labels({ state: SENT, availability: 'archived', visibility: ['MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'] })).toEqual([
    'envoyé à 14:32',
    'archivé',
    'masqué aux professionnels de santé',
    'non visible par le patient',
    'non visible par les représentants légaux',
  ]);
  expect(labels({ state: SENT, availability: 'replaced' })).toEqual(['envoyé à 14:32', 'ancienne version obsolète']);
  expect(labels({ state: SENT, availability: 'deleted' })).toEqual(['supprimé du DMP']);
});

test('what happens next is said in words, and that nothing is lost', () => {
  expect(nextSentence(fed({ state: { kind: 'failed', error: TIMEOUT, nextTry: NOW } }), NOW)).toBe(
    "Le DMP ne répond pas. Rien n'est perdu, l'envoi reprendra tout seul.",
  );
  expect(nextSentence(fed({ state: { kind: 'sending', sentBytes: 2_900_000, totalBytes: 4_700_000 } }), NOW)).toBe('2,9 Mo sur 4,7 Mo');
  expect(nextSentence(fed({ state: { kind: 'sending', sentBytes: 0, totalBytes: 640_100 } }), NOW)).toBe('0 Ko sur 641 Ko');
});

test('a local document with which nothing was done has no mark', () => {
  expect(markLook({ kind: 'never' }, NOW)).toBeUndefined();
  expect(markLook({ kind: 'queued' }, NOW)?.label).toBe('À envoyer');
  expect(markLook({ kind: 'changed', at: at('2026-11-24T14:32:00') }, NOW)?.label).toBe('Modifié depuis son envoi à 14:32');
});
