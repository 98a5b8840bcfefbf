import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a form has sent; empty when it was no form. */
export const formOf = ({ body }: FastifyRequest): URLSearchParams => (body instanceof URLSearchParams ? body : new URLSearchParams());

export const sendPage = (reply: FastifyReply, page: string, status = 200): FastifyReply => reply.code(status).type('text/html; charset=utf-8').send(page);
