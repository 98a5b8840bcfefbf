import { Socket } from 'node:net';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { AgentServer } from './hardware/agent/agent-server.js';
import { endWithParent } from './hardware/agent/parent-watch.js';
import { PcscCardReader } from './hardware/agent/pcsc/pcsc-card-reader.js';
import { CpsCardIdentity } from './hardware/agent/pkcs11/cps-card-identity.js';
import { SoftwareCardIdentity } from './hardware/agent/software-card-identity.js';
import { SoftwareVitaleReader } from './hardware/agent/software-vitale-reader.js';
import { StructureIdentity } from './hardware/agent/structure-identity.js';
import { VirtualReader } from './hardware/agent/virtual-reader.js';
import { BODY_PIPE } from './hardware/agent-protocol.js';

/** The card agent: the only process that opens a PIN and holds keys. Started by `AgentIdentity`, ends with its parent. */
endWithParent();
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
new AgentServer(connection, new Socket({ fd: BODY_PIPE }), async (options, onWorn) => {
  if (options.structure) {
    // The patients' cards are read whoever speaks to the DMP.
    const reader = new VirtualReader(options.softwareCardReader, () => {});
    const [identity] = await Promise.all([StructureIdentity.start(options), reader.start()]);
    return { identity, vitale: new SoftwareVitaleReader(reader), workstation: identity };
  }
  if (options.cps) {
    const reader = new VirtualReader(options.softwareCardReader, () => {});
    // Without PC/SC the module is asked what there is.
    const presence = await PcscCardReader.start().catch(() => undefined);
    const [identity] = await Promise.all([CpsCardIdentity.start(options, { onWorn, ...(presence && { presence }) }), reader.start()]);
    return { identity, vitale: new SoftwareVitaleReader(reader), workstation: identity };
  }
  const identity = await SoftwareCardIdentity.start(options);
  return { identity, vitale: new SoftwareVitaleReader(identity.reader), workstation: identity };
}).listen();
