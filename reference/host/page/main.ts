import { documentFetcher, fileFetcher, filePoster } from './connection/fetch-file.js';
import { socketOpener } from './connection/open-socket.js';
import { ServerConnection } from './connection/server-connection.js';
import { SessionToken } from './connection/session-token.js';
import { startPage } from './start-page.js';
import './styles/main.css';

const token = new SessionToken(document);
const connection = new ServerConnection(socketOpener(token), { file: fileFetcher(token), post: filePoster(token), document: documentFetcher(token) });
startPage(connection, document.body);
void connection.connect();
