import { isPackaged } from '../mime-package.js';
import type { Operation } from '../operation.js';
import { type Received, textOf } from '../received.js';
import { http, invalidMessage } from '../refusal.js';
import type { Rule } from '../rule.js';
import { REPOSITORY } from '../service-paths.js';
import { parse } from '../xml-reading.js';

/** Largest request without documents, and with some: a document of 10 MB, once it is written in base64. [A] */
const MOST_BYTES = 1024 * 1024;
const MOST_BYTES_WITH_DOCUMENTS = 16 * MOST_BYTES;

export const mostBytesOf = (path: string): number => (path === REPOSITORY ? MOST_BYTES_WITH_DOCUMENTS : MOST_BYTES);

/** What is asked before a byte is understood. All refusals [A]. */
export const transportRules = (operations: readonly Operation[]): readonly Rule<Received>[] => [
  {
    name: 'known service',
    refuse: ({ path }) => (operations.some((operation) => operation.path === path) ? undefined : http(404, 'Service inconnu')),
  },
  {
    name: 'POST',
    refuse: ({ method }) => (method === 'POST' ? undefined : http(405, 'Seule la méthode POST est acceptée')),
  },
  {
    name: 'SOAP 1.2 content type',
    refuse: ({ contentType, path }) =>
      (path === REPOSITORY && isPackaged(contentType)) ||
      (/^application\/soap\+xml\s*(;|$)/i.test(contentType) && /;\s*charset="?utf-8"?\s*(;|$)/i.test(contentType) && /;\s*action="[^"]+"/i.test(contentType))
        ? undefined
        : http(415, 'Content-Type attendu : application/soap+xml; charset=UTF-8; action="…"'),
  },
  {
    name: 'bounded size',
    refuse: ({ tooLarge }) => (tooLarge ? http(413, 'Requête trop volumineuse') : undefined),
  },
];

/** The message as XML, wherever it stood. */
export const textRules: readonly Rule<Received>[] = [
  {
    name: 'UTF-8',
    refuse: (received) => (textOf(received) === null ? invalidMessage("Le message n'est pas en UTF-8") : undefined),
  },
  {
    name: 'no DOCTYPE',
    refuse: (received) => (/<!DOCTYPE/i.test(textOf(received) ?? '') ? invalidMessage('Une déclaration DOCTYPE est interdite') : undefined),
  },
  {
    name: 'well-formed',
    refuse: (received) => (parse(textOf(received) ?? '') ? undefined : invalidMessage("Le message n'est pas un document XML bien formé")),
  },
];
