import { Socket } from 'node:net';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { PluginError } from './api/plugin-error.js';
import { AgentServer, type CardVitaleReader } from './hardware/agent/agent-server.js';
import { endWithParent } from './hardware/agent/parent-watch.js';
import { PcscCardReader } from './hardware/agent/pcsc/pcsc-card-reader.js';
import { PcscVitaleReader } from './hardware/agent/pcsc/pcsc-vitale-reader.js';
import { CpsCardIdentity } from './hardware/agent/pkcs11/cps-card-identity.js';
import { SoftwareCardIdentity } from './hardware/agent/software-card-identity.js';
import { SoftwareVitaleReader } from './hardware/agent/software-vitale-reader.js';
import { StructureIdentity } from './hardware/agent/structure-identity.js';
import { VirtualReader } from './hardware/agent/virtual-reader.js';
import { VitaleInterfaceReader } from './hardware/agent/vitale-interface-reader.js';
import { type AgentOptions, BODY_PIPE } from './hardware/agent-protocol.js';

/** The card agent: the only process that opens a PIN and holds keys. Started by `AgentIdentity`, ends with its parent. */
endWithParent();
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
new AgentServer(connection, new Socket({ fd: BODY_PIPE }), async (options, onWorn) => {
  if (options.structure) {
    const [identity, vitale] = await Promise.all([StructureIdentity.start(options), patientsCards(options, openReaders)]);
    return { identity, vitale, workstation: identity };
  }
  if (options.cps) {
    // Without PC/SC the module is asked what there is.
    const presence = await openReaders();
    const identity = await CpsCardIdentity.start(options, { onWorn, ...(presence && { presence }) });
    return { identity, vitale: await patientsCards({ ...options, softwareCardReader: '' }, async () => presence), workstation: identity };
  }
  const identity = await SoftwareCardIdentity.start(options);
  return { identity, vitale: byProgram(options) ?? new SoftwareVitaleReader(identity.reader), workstation: identity };
}).listen();

const openReaders = (): Promise<PcscCardReader | undefined> => PcscCardReader.start().catch(() => undefined);

const byProgram = ({ vitaleProgram }: AgentOptions): CardVitaleReader | undefined => (vitaleProgram ? new VitaleInterfaceReader(vitaleProgram) : undefined);

/** The patients' cards are read whoever speaks to the DMP: by the licensed interface, in the folder of virtual readers where there is one, else in the readers of this workstation. */
async function patientsCards(options: AgentOptions, open: () => Promise<PcscCardReader | undefined>): Promise<CardVitaleReader> {
  const program = byProgram(options);
  if (program) return program;
  if (options.softwareCardReader) {
    const reader = new VirtualReader(options.softwareCardReader, () => {});
    await reader.start();
    return new SoftwareVitaleReader(reader);
  }
  const readers = await open();
  return readers ? new PcscVitaleReader(readers) : { source: 'card', read: () => Promise.reject(new PluginError('card.noPcsc')) };
}
