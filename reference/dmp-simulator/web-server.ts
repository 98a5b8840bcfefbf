import fastify, { type FastifyInstance } from 'fastify';

/** Plain HTTP of the loopback. A name that somebody made point here is not ours. */
export function createWebServer(): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    const port = request.socket.localPort;
    if (request.headers.host !== `127.0.0.1:${port}` && request.headers.host !== `localhost:${port}`) return reply.code(421).send('Adresse inconnue');
  });
  return app;
}
