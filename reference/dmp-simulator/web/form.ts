import type { FastifyRequest } from 'fastify';

/** What a form has sent; empty when it was no form. */
export const formOf = ({ body }: FastifyRequest): URLSearchParams => (body instanceof URLSearchParams ? body : new URLSearchParams());
