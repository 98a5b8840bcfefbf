import { socketOpener } from './connection/open-socket.js';
import { PageFiles } from './connection/page-files.js';
import { ServerConnection } from './connection/server-connection.js';
import { SessionToken } from './connection/session-token.js';
import { startPage } from './start-page.js';
import './styles/main.css';

const token = new SessionToken(document);
const connection = new ServerConnection(socketOpener(token), new PageFiles(token));
startPage(connection, document.body);
void connection.connect();
