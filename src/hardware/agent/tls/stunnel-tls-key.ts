import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Agent } from 'node:https';
import { Duplex, type Writable } from 'node:stream';
import { PluginError } from '../../../api/plugin-error.js';
import type { AuthenticationKey } from '../pkcs11/cps-card.js';
import { objectUri } from './engine-tls-key.js';
import { MOST_CONNECTIONS, type TlsAgent, type TlsKeyProvider } from './tls-key-provider.js';

const COMMANDS = ['stunnel', 'stunnel4'];
/** Of the configuration, which holds the code and therefore lies on no disk. */
const CONFIGURATION_PIPE = 3;
const PIN_LINE = 'engineCtrl = PIN:';
const SYSTEM_ROOTS = '/etc/ssl/certs/ca-certificates.crt';

/**
 * The key stays on the card; a stunnel of our own, one per connection and without a port, does TLS on its standard streams. It opens the card by itself, so the code is
 * kept for the session and wiped with it.
 */
export class StunnelTlsKey implements TlsKeyProvider {
  readonly kind = 'stunnel';

  /** A copy: who opened the card wipes theirs. */
  private readonly pin: Buffer;
  private isClosed = false;

  constructor(
    private readonly key: AuthenticationKey,
    private readonly command: string,
    private readonly files: StunnelFiles,
  ) {
    this.pin = Buffer.from(key.pin);
  }

  /** The command of this machine. Undefined: there is none, or it runs nothing. */
  static async command(commands: readonly string[] = COMMANDS): Promise<string | undefined> {
    for (const command of commands) if (await runs(command)) return command;
    return undefined;
  }

  open(): TlsAgent {
    return new StunnelAgent(this.command, { ...this.files, key: this.key, pin: this.openPin });
  }

  close(): void {
    this.isClosed = true;
    this.pin.fill(0);
  }

  async failureOf(error: unknown): Promise<PluginError | undefined> {
    const { module, token } = this.key;
    return module.isThere(token) ? undefined : new PluginError('card.absent', {}, { cause: error });
  }

  /** A code that was wiped would cost a try. @throws PluginError `card.absent` */
  private readonly openPin = (): Buffer => {
    if (this.isClosed) throw new PluginError('card.absent');
    return this.pin;
  };
}

/** What stunnel reads by itself. */
export interface StunnelFiles {
  /** PEM of the trusted roots; empty: those of the system. */
  readonly trustedCertificates: string;
}

/** Each connection costs its own handshake on the card: what is asked in turn shares one. */
class StunnelAgent extends Agent implements TlsAgent {
  private readonly children = new Set<ChildProcess>();

  constructor(
    private readonly command: string,
    private readonly setting: StunnelFiles & { readonly key: AuthenticationKey; readonly pin: () => Buffer },
  ) {
    super({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  }

  override createConnection({ host, port }: { readonly host?: string; readonly port?: number | string }): Duplex {
    const configuration = this.configuration(host ?? '', Number(port ?? 443));
    const child = spawn(this.command, ['-fd', String(CONFIGURATION_PIPE)], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] }) as ChildProcessWithoutNullStreams;
    this.children.add(child);
    child.once('exit', () => this.children.delete(child));
    const pipe = child.stdio[CONFIGURATION_PIPE] as Writable;
    pipe.on('error', () => {});
    pipe.end(configuration, () => configuration.fill(0));
    return new StunnelSocket(child);
  }

  closeIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  override destroy(): void {
    for (const child of this.children) child.kill('SIGKILL');
    super.destroy();
  }

  private configuration(host: string, port: number): Buffer {
    const { key, pin, trustedCertificates } = this.setting;
    const lines = [
      'foreground = yes',
      'engine = pkcs11',
      `engineCtrl = MODULE_PATH:${key.module.path}`,
      PIN_LINE,
      'client = yes',
      `connect = ${host}:${port}`,
      'engineId = pkcs11',
      `cert = ${objectUri(key)};type=cert`,
      `key = ${objectUri(key)};type=private`,
      `CAfile = ${trustedCertificates || SYSTEM_ROOTS}`,
      'verifyChain = yes',
      ...(/^[\d.:]+$/.test(host) ? [`checkIP = ${host}`] : [`checkHost = ${host}`, `sni = ${host}`]),
      ...(key.token.canPss ? [] : ['sslVersionMax = TLSv1.2', 'config = SignatureAlgorithms:RSA+SHA256']),
    ];
    const [before = '', after = ''] = lines.join('\n').split(PIN_LINE);
    // The code is no string here either.
    return Buffer.concat([Buffer.from(`${before}${PIN_LINE}`), pin(), Buffer.from(`${after}\n`)]);
  }
}

/** Standard streams of a stunnel as the socket of a request: it ends when the process has, and what that said in failing names the failure. */
class StunnelSocket extends Duplex {
  /** A line may quote the configuration: none is kept. */
  private line = '';
  private failure = 'ECONNRESET';
  private hasAnswered = false;
  private silence: NodeJS.Timeout | undefined;

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    super();
    const { stderr, stdin, stdout } = child;
    stdout.on('data', (chunk: Buffer) => {
      this.hasAnswered = true;
      this.silence?.refresh();
      if (!this.push(chunk)) stdout.pause();
    });
    stderr.on('data', (chunk: Buffer) => {
      const [last = '', ...lines] = (this.line + chunk.toString('latin1')).split('\n').reverse();
      this.line = last;
      for (const line of lines.reverse()) this.failure = FAILURES.find(([words]) => words.test(line))?.[1] ?? this.failure;
    });
    stdin.on('error', () => {});
    child.once('error', () => this.destroy(this.ending()));
    child.once('close', (code) => {
      // It ends well enough, for itself, where no handshake was had.
      if (code === 0 && this.hasAnswered) this.push(null);
      else this.destroy(this.ending());
    });
  }

  private ending(): Error {
    return Object.assign(new Error('stunnel ended'), { code: this.failure });
  }

  override _read(): void {
    this.child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, taken: (error?: Error | null) => void): void {
    // What cannot be written any more is told by the end of the process, with its reason.
    this.child.stdin.write(chunk, () => {
      this.silence?.refresh();
      taken();
    });
  }

  override _final(done: () => void): void {
    this.child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.silence);
    this.child.kill('SIGKILL');
    done(error);
  }

  // What a request asks of a socket of the network.
  /** After that long without a byte it says `timeout`; 0: never. */
  setTimeout(milliseconds: number, tell?: () => void): this {
    clearTimeout(this.silence);
    this.silence = milliseconds > 0 ? setTimeout(() => this.emit('timeout'), milliseconds).unref() : undefined;
    if (tell && milliseconds > 0) this.once('timeout', tell);
    else if (tell) this.removeListener('timeout', tell);
    return this;
  }
  readonly setNoDelay = (): this => this;
  readonly setKeepAlive = (): this => this;
  readonly ref = (): this => this;
  readonly unref = (): this => this;
}

/** By the words of stunnel 5; the last that is said counts. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [/connection refused/i, 'ECONNREFUSED'],
  [/No route to host|Network is unreachable/i, 'ENETUNREACH'],
  [/Name or service not known|Temporary failure in name resolution|Error resolving/i, 'ENOTFOUND'],
  [/certificate is not yet valid/i, 'CERT_NOT_YET_VALID'],
  [/certificate verify failed|CERT: /i, 'STUNNEL_CERTIFICATE_REFUSED'],
  [/SSL_connect: |alert/i, 'STUNNEL_HANDSHAKE_REFUSED'],
  [/ENGINE_load_private_key/, 'STUNNEL_KEY_REFUSED'],
];

function runs(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, ['-version'], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
