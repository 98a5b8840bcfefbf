import type { Received } from './received.js';
import { attribute, children, elements, only, text as textOf } from './xml-reading.js';

/** A well-formed request and the places the rules look at. Everything may be missing. */
export class Message {
  readonly header: Element | undefined;
  readonly body: Element | undefined;
  readonly messageId: string | undefined;
  readonly action: string | undefined;

  constructor(
    readonly received: Received,
    readonly text: string,
    readonly envelope: Element,
  ) {
    this.header = only(envelope, 'soap', 'Header');
    this.body = only(envelope, 'soap', 'Body');
    this.messageId = textOf(this.addressing('MessageID'));
    this.action = textOf(this.addressing('Action'));
  }

  /** A WS-Addressing header; undefined unless it is there once. */
  addressing(name: string): Element | undefined {
    return only(this.header, 'wsa', name);
  }

  /** What the body holds; undefined unless it is one element. */
  get payload(): Element | undefined {
    const [payload, ...others] = elements(this.body);
    return others.length ? undefined : payload;
  }

  get security(): readonly Element[] {
    return children(this.header, 'wsse', 'Security');
  }

  get actionOfContentType(): string | undefined {
    return /;\s*action="([^"]*)"/i.exec(this.received.contentType)?.[1];
  }

  mustUnderstand(element: Element | undefined): boolean {
    return ['true', '1'].includes(attribute(element, 'mustUnderstand', 'soap') ?? attribute(element, 'mustUnderstand') ?? '');
  }
}
