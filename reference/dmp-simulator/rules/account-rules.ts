import type { Order } from '../order.js';
import { declined, invalidMessage, noSuchRight } from '../refusal.js';
import type { Rule, World } from '../rule.js';
import type { AccountState } from '../state.js';
import { normalAccess, noStaff, notAttachedToMes, notBlocked, recordExists, recordIsOpen, recordOf } from './profile-rules.js';

export const CHANNEL_TYPES = ['SMS', 'EMAIL'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** Undefined: none of the two. */
export const channelTypeOf = (order: Order): ChannelType | undefined => CHANNEL_TYPES.find((known) => known === order.word('type'));

export const accountOf = ({ vihf }: Order, world: World): AccountState | undefined => recordOf(vihf, world)?.account;

/** [A] The service left its description in June 2024. */
const notWithdrawn: Rule<Order> = {
  name: 'not withdrawn',
  refuse: (_, { state }) => (state.controls.withdrawn ? noSuchRight("La gestion de l'accès du patient n'est plus ouverte aux logiciels") : undefined),
};

/** Who may touch an account, and of which record. */
export const accountAccess: readonly Rule<Order>[] = [notWithdrawn, noStaff, normalAccess, recordExists, recordIsOpen, notAttachedToMes, notBlocked];

/** [A] A text message goes to a mobile phone, in France as its first digits tell. */
const FORMS: Readonly<Record<ChannelType, RegExp>> = {
  SMS: /^\+(?!33)[1-9]\d{6,14}$|^\+33[67]\d{8}$/,
  EMAIL: /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/,
};

/** What goes may be left out: it is known. */
const mayBeEmpty = (order: Order): boolean => order.word('action') === 'SUPPRESSION' && !order.word('canal');

export const channelForm: Rule<Order> = {
  name: 'canal in the form of its type',
  refuse: (order) => {
    const type = channelTypeOf(order);
    const canal = order.word('canal') ?? '';
    return mayBeEmpty(order) || (type && canal.length <= 254 && FORMS[type].test(canal))
      ? undefined
      : invalidMessage("canal n'est pas une adresse électronique ou un numéro de mobile international");
  },
};

export const noAccountYet: Rule<Order> = {
  name: 'no account yet',
  refuse: (order, world) => (accountOf(order, world) ? declined('DMPPatientAccessAlreadyExists', 'Le patient a déjà un compte Internet') : undefined),
};

/** [A] */
export const accountExists: Rule<Order> = {
  name: 'account exists',
  refuse: (order, world) => (accountOf(order, world) ? undefined : declined('DMPPatientAccessNotFound', "Le patient n'a pas de compte Internet")),
};

export const noChannelYet: Rule<Order> = {
  name: 'no channel of this type yet',
  refuse: (order, world) =>
    order.word('action') === 'AJOUT' && channelOf(order, world)
      ? declined('DMPPatientAccessOTPAlreadyExists', 'Le compte a déjà un canal de ce type')
      : undefined,
};

/** [A] */
export const channelExists: Rule<Order> = {
  name: 'channel exists',
  refuse: (order, world) =>
    order.word('action') === 'AJOUT' || channelOf(order, world) ? undefined : declined('DMPPatientAccessOTPNotFound', "Le compte n'a pas de canal de ce type"),
};

/** [A] */
export const channelIsTheOne: Rule<Order> = {
  name: 'removed channel is the one of the account',
  refuse: (order, world) =>
    order.word('action') !== 'SUPPRESSION' || mayBeEmpty(order) || order.word('canal') === channelOf(order, world)
      ? undefined
      : declined('DMPPatientAccessOTPNotFound', "Ce canal n'est pas celui du compte"),
};

function channelOf(order: Order, world: World): string | undefined {
  const type = channelTypeOf(order);
  return type && accountOf(order, world)?.channels[type];
}
