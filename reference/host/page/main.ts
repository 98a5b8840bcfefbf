import { socketOpener } from './connection/open-socket.js';
import { ServerConnection } from './connection/server-connection.js';
import { startPage } from './start-page.js';
import './styles/main.css';

const connection = new ServerConnection(socketOpener());
startPage(connection, document.body);
void connection.connect();
