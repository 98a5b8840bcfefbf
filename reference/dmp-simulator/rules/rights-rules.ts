import { TEST_INS_OID } from '../data/records.js';
import { professionalOf, roleTableOf } from '../directory.js';
import { structureIdOf } from '../distinguished-name.js';
import { hasValidKey, isWaitingNumber } from '../ins.js';
import type { Operation } from '../operation.js';
import { invalidVihf, noSuchRight, soap, WRONG_RESOURCE_ID } from '../refusal.js';
import type { Rule } from '../rule.js';
import type { SimulatedProfessional } from '../state.js';
import { isCoded, isIndirect, PURPOSE_OF_USE, ROLE, STRUCTURE, type Vihf } from '../vihf.js';
import { attribute } from '../xml-reading.js';

const R01 = '1.2.250.1.71.4.2.5';
const ACCESS_MODES = '1.2.250.1.213.1.1.4.248';
/** Physicians and pharmacists. */
const WITH_SPECIALITY = ['10', '21'];

/** That a transaction is one of the few of the certificates of a structure. */
export const structureRules = ({ isOpenToStructures }: Pick<Operation, 'isOpenToStructures'>): readonly Rule<Vihf>[] =>
  isOpenToStructures
    ? []
    : [
        {
          name: 'no right of a structure',
          refuse: (vihf) => (isIndirect(vihf) ? noSuchRight("Cette opération n'est pas ouverte en authentification indirecte") : undefined),
        },
      ];

/** Who asks, from where, about whom. */
export const rightsRules: readonly Rule<Vihf>[] = [
  {
    /** [A] */
    name: 'professional of the directory',
    refuse: (vihf, world) => (professionalOf(vihf, world) ? undefined : soap('DMPInvalidVihf', 'PS introuvable ou inactif')),
  },
  {
    /** [A] */
    name: 'role is the profession of the directory',
    refuse: (vihf, world) => {
      const [role] = vihf.codes(ROLE, 'Role');
      const known = professionalOf(vihf, world);
      return known && isCoded(role, 'Role') && attribute(role, 'codeSystem') === roleTableOf(known) && attribute(role, 'code') === known.profession
        ? undefined
        : invalidVihf('Le rôle du VIHF ne correspond pas à la profession du PS');
    },
  },
  {
    name: 'speciality of physicians and pharmacists',
    refuse: (vihf, world) => {
      const [, speciality] = vihf.codes(ROLE, 'Role');
      const needed = hasSpeciality(professionalOf(vihf, world));
      const given = isCoded(speciality, 'Role') && attribute(speciality, 'codeSystem') === R01 && /^[A-Z]{1,3}\d{2}$/.test(attribute(speciality, 'code') ?? '');
      return !needed || given ? undefined : soap('DMPInvalidVihf', 'Aucune spécialité dans le vihf pour un médecin ou un pharmacien');
    },
  },
  {
    /** [A] */
    name: 'no role too many',
    refuse: (vihf, world) => {
      const most = hasSpeciality(professionalOf(vihf, world)) ? 2 : 1;
      return vihf.values(ROLE).length <= most ? undefined : invalidVihf('Le VIHF porte un rôle de trop pour cette profession');
    },
  },
  {
    /** [A] */
    name: 'purpose of use',
    refuse: (vihf) => {
      const [purpose, ...others] = vihf.codes(PURPOSE_OF_USE, 'PurposeOfUse');
      return !others.length &&
        isCoded(purpose, 'PurposeOfUse') &&
        attribute(purpose, 'codeSystem') === ACCESS_MODES &&
        MODES.includes(attribute(purpose, 'code') ?? '')
        ? undefined
        : invalidVihf("Le mode d'accès (purposeofuse) est incorrect");
    },
  },
  {
    /** [A] */
    name: 'reason of a bris de glace',
    refuse: (vihf) => {
      const [purpose] = vihf.codes(PURPOSE_OF_USE, 'PurposeOfUse');
      return attribute(purpose, 'code') !== 'bris_de_glace' || vihf.value('Mode_Acces_Raison')
        ? undefined
        : invalidVihf('Le champ Mode_Acces_Raison est obligatoire en bris de glace');
    },
  },
  {
    /** [A] Nobody of this directory works for a centre 15. */
    name: 'centre 15 only for its staff',
    refuse: (vihf) => {
      const [purpose] = vihf.codes(PURPOSE_OF_USE, 'PurposeOfUse');
      return attribute(purpose, 'code') === 'centre_15' ? noSuchRight("Ce mode d'accès n'est pas ouvert à ce professionnel") : undefined;
    },
  },
  {
    name: 'known structure',
    refuse: (vihf, { state }) =>
      state.professionals.some(({ situations }) => situations.some(({ structureId }) => structureId === vihf.value(STRUCTURE)))
        ? undefined
        : soap('DMPInvalidVihf', 'Structure introuvable ou Inactive'),
  },
  {
    name: 'structure of the professional',
    refuse: (vihf, world) =>
      professionalOf(vihf, world)?.situations.some(({ structureId }) => structureId === vihf.value(STRUCTURE))
        ? undefined
        : soap('DMPInvalidVihf', 'PS et Structure non liés'),
  },
  {
    /** [A] A group that vouches for its places is not simulated. */
    name: 'structure of the certificate',
    refuse: (vihf) =>
      !isIndirect(vihf) || (vihf.certificate && structureIdOf(vihf.certificate) === vihf.value(STRUCTURE))
        ? undefined
        : invalidVihf("La structure du VIHF n'est pas celle du certificat"),
  },
  {
    name: 'resource-id in CX form',
    refuse: ({ resource }) => (resource ? undefined : WRONG_RESOURCE_ID),
  },
  {
    name: 'resource-id of the test domain',
    refuse: ({ resource }) => (resource?.insOid === TEST_INS_OID ? undefined : WRONG_RESOURCE_ID),
  },
  {
    name: 'no waiting number',
    refuse: ({ resource }) => (resource && isWaitingNumber(resource.matricule) ? WRONG_RESOURCE_ID : undefined),
  },
  {
    name: 'key of the matricule',
    refuse: ({ resource }) => (resource && hasValidKey(resource.matricule) ? undefined : WRONG_RESOURCE_ID),
  },
];

const MODES = ['normal', 'bris_de_glace', 'centre_15'];

const hasSpeciality = (known: SimulatedProfessional | undefined): boolean =>
  known !== undefined && known.cardKind === undefined && WITH_SPECIALITY.includes(known.profession);
