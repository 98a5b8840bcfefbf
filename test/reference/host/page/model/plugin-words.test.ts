import { expect, test } from 'vitest';
import { activationTold, capabilitiesTold, contributionsTold, processTold } from '../../../../../reference/host/page/model/plugin-words.js';
import { DMP, DMP_CONTRIBUTIONS } from '../page-world.js';

test('capabilities are told in plain words, and none is told too', () => {
  expect(capabilitiesTold(DMP).map(({ title }) => title)).toEqual([
    'Réseau',
    'Lecteur de cartes',
    'Documents du cabinet',
    'Identité du patient',
    'Professionnels du cabinet',
  ]);
  expect(
    capabilitiesTold({ ...DMP, capabilities: { network: [], cardReader: false, documents: 'none', patient: 'none', practice: 'none' } }).map(
      ({ title }) => title,
    ),
  ).toEqual(['Rien de particulier']);
});

test('every contribution is told with its ids', () => {
  expect(contributionsTold(DMP).map(({ sentence, ids }) => [sentence.join(''), ids])).toEqual([
    ['Onglet DMP de la fiche du patient', 'views.patientForm · dmp.tab'],
    ['Pastille DMP en tête de la fiche', 'views.patientBand · dmp.bandChip'],
    ['Colonne DMP de la tournée', 'views.visitColumn · dmp.visitChip'],
    ['Repère DMP sur les documents du cabinet', 'views.localDocument · dmp.documentMark'],
    ['Page À propos du DMP', 'views.page · dmp.about'],
    ['Menu Autre action → DMP', 'menus.patientForm/otherAction'],
    ['Menu Autre action → Accès au WEB DMP, 3 entrées', 'menus.patientForm/otherAction'],
    ['Menu Document du cabinet → Alimenter le DMP', 'menus.localDocument/context'],
    ['Menu Document du cabinet → Ne pas envoyer', 'menus.localDocument/context'],
    ['5 commandes', 'commands · dmp.showStatus, dmp.openDashboard…'],
    ['4 réglages ', 'configuration · dmp.environment, dmp.statusMaxAgeMinutes…'],
  ]);
});

test('an activation is told by what asked for it', () => {
  const because = (event: string) => activationTold({ ...DMP, activation: { milliseconds: 1, event, at: Date.parse('2026-11-24T06:50:00') } });
  expect(because('patient.open')).toBe('à l’ouverture d’une fiche, 06:50');
  expect(because('view:dmp.about')).toBe('à l’affichage de « À propos du DMP », 06:50');
  expect(because('command:dmp.openDashboard')).toBe('par la commande « Tableau de bord », 06:50');
});

test('a process is told by its memory and its restarts', () => {
  expect(processTold(DMP)).toBe('61 Mo, aucun redémarrage');
  expect(processTold({ ...DMP, restarts: 3 })).toBe('61 Mo, 3 redémarrages');
});

test('a reader of patient cards is told, and so is an activation by it', () => {
  const reading = { ...DMP, contributes: { ...DMP_CONTRIBUTIONS, patientReaders: [{ id: 'dmp.vitale', title: 'Carte Vitale' }] } };
  expect(contributionsTold(reading).map(({ sentence, ids }) => [sentence.join(''), ids])).toContainEqual([
    'Lecture : Carte Vitale dans la fiche du patient',
    'patientReaders · dmp.vitale',
  ]);
  const activation = { milliseconds: 1, event: 'patientReader:dmp.vitale', at: Date.parse('2026-11-24T06:50:00') };
  expect(activationTold({ ...reading, activation })).toBe('pour lire : Carte Vitale, 06:50');
});
