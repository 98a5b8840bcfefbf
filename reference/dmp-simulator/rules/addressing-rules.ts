import type { Message } from '../message.js';
import type { Operation } from '../operation.js';
import { invalidMessage, invalidVihf, type Refusal, unaddressed } from '../refusal.js';
import type { Rule } from '../rule.js';
import { childNames, is, only, text } from '../xml-reading.js';

const ANONYMOUS = 'http://www.w3.org/2005/08/addressing/anonymous';
const UUID_URN = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const VERSION_MISMATCH: Refusal = { layer: 'soap', code: 'VersionMismatch', reason: 'Seul SOAP 1.2 est accepté' };
const NOT_UNDERSTOOD: Refusal = { layer: 'soap', code: 'MustUnderstand', reason: "Un en-tête mustUnderstand n'est pas traité" };

/** Envelope and WS-Addressing headers. Their absence is known to give a fault; its words and codes are ours [A]. */
export const addressingRules = (operations: readonly Operation[]): readonly Rule<Message>[] => [
  {
    name: 'SOAP 1.2 envelope',
    refuse: ({ envelope }) => (is(envelope, 'soap', 'Envelope') ? undefined : VERSION_MISMATCH),
  },
  {
    name: 'header then body',
    refuse: ({ envelope }) =>
      childNames(envelope, 'soap').join() === 'Header,Body' ? undefined : invalidMessage("L'enveloppe doit contenir Header puis Body"),
  },
  {
    name: 'one body element',
    refuse: ({ payload }) => (payload ? undefined : invalidMessage('Le corps doit contenir un seul élément')),
  },
  {
    name: 'MessageID',
    refuse: ({ messageId }) => (UUID_URN.test(messageId ?? '') ? undefined : unaddressed("L'en-tête MessageID est absent ou n'est pas un urn:uuid")),
  },
  {
    name: 'MessageID used once',
    refuse: ({ messageId }, { messageIds }) => (messageIds.wasUsed(messageId ?? '') ? unaddressed("L'en-tête MessageID a déjà été reçu") : undefined),
  },
  {
    name: 'To is the called address',
    refuse: (message, { soapBaseUrl }) =>
      text(message.addressing('To')) === new URL(message.received.path, soapBaseUrl).href ? undefined : unaddressed("L'en-tête To n'est pas l'adresse appelée"),
  },
  {
    name: 'Action of the service',
    refuse: ({ action, received: { path } }) =>
      operations.some((operation) => operation.path === path && operation.action === action)
        ? undefined
        : unaddressed("L'en-tête Action est absent ou inconnu de ce service"),
  },
  {
    name: 'Action must be understood',
    refuse: (message) => (message.mustUnderstand(message.addressing('Action')) ? undefined : unaddressed("L'en-tête Action doit porter mustUnderstand")),
  },
  {
    name: 'same action in the content type',
    refuse: ({ action, actionOfContentType }) =>
      action === actionOfContentType ? undefined : unaddressed("L'action du Content-Type n'est pas celle de l'en-tête Action"),
  },
  {
    name: 'anonymous ReplyTo',
    refuse: ({ header }) => (text(only(header, 'wsa', 'ReplyTo', 'Address')) === ANONYMOUS ? undefined : unaddressed("L'en-tête ReplyTo doit être anonyme")),
  },
  {
    name: 'one Security header',
    refuse: ({ security }) => (security.length === 1 ? undefined : invalidVihf("L'en-tête Security est absent ou répété")),
  },
  {
    name: 'Security without mustUnderstand',
    refuse: (message) => (message.mustUnderstand(message.security[0]) ? NOT_UNDERSTOOD : undefined),
  },
  {
    name: 'Security holds the assertion alone',
    refuse: ({ security }) => {
      const [header] = security;
      return header && childNames(header, 'saml2').join() === 'Assertion'
        ? undefined
        : invalidVihf("L'en-tête Security doit contenir une seule assertion et rien d'autre");
    },
  },
];
