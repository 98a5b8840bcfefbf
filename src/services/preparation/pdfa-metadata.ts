import { type PDFDict, type PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFString } from 'pdf-lib';

/** What a PDF says about itself, in the one place for readers and the one for archives. */
export interface PdfInformation {
  readonly title?: string;
  readonly author?: string;
  readonly subject?: string;
  readonly keywords?: string;
  readonly creator?: string;
  readonly producer?: string;
  readonly createdAt?: Date;
  readonly modifiedAt?: Date;
}

/** Replaces what a PDF says about itself: the same in both places, and that it is PDF/A-1b. */
export function describe(pdf: PDFDocument, information: PdfInformation): void {
  const { context, catalog } = pdf;
  const { title, author, subject, keywords, creator, producer, createdAt, modifiedAt } = information;
  const info = context.obj({});
  const texts = { Title: title, Author: author, Subject: subject, Keywords: keywords, Creator: creator, Producer: producer };
  for (const [name, text] of Object.entries(texts)) if (text) info.set(PDFName.of(name), PDFHexString.fromText(text));
  if (createdAt) info.set(PDFName.of('CreationDate'), PDFString.fromDate(createdAt));
  if (modifiedAt) info.set(PDFName.of('ModDate'), PDFString.fromDate(modifiedAt));
  context.trailerInfo.Info = context.register(info);
  const xmp = new TextEncoder().encode(xmpOf(information));
  // Not compressed: who knows no PDF finds it.
  const stream = PDFRawStream.of(context.obj({ Type: 'Metadata', Subtype: 'XML', Length: xmp.length }) as PDFDict, xmp);
  catalog.set(PDFName.of('Metadata'), context.register(stream));
}

/** Says which colours the numbers of the file mean. */
export function addOutputIntent(pdf: PDFDocument, profile: Uint8Array): void {
  const { context, catalog } = pdf;
  const destination = context.register(context.flateStream(profile, { N: 3 }));
  const intent = context.obj({
    Type: 'OutputIntent',
    S: 'GTS_PDFA1',
    OutputConditionIdentifier: PDFString.of('sRGB IEC61966-2.1'),
    Info: PDFString.of('sRGB IEC61966-2.1'),
    RegistryName: PDFString.of('http://www.color.org'),
    DestOutputProfile: destination,
  });
  catalog.set(PDFName.of('OutputIntents'), context.obj([context.register(intent)]));
}

/** Writes it as PDF 1.4. @param identifier 16 bytes */
export async function writeArchive(pdf: PDFDocument, identifier: Uint8Array): Promise<Uint8Array> {
  const id = PDFHexString.of(Buffer.from(identifier).toString('hex').toUpperCase());
  pdf.context.trailerInfo.ID = pdf.context.obj([id, id]);
  pdf.catalog.delete(PDFName.of('Version'));
  const bytes = await pdf.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
  // The library names its own version, whatever the document's.
  bytes.set(Buffer.from('%PDF-1.4', 'latin1'));
  return bytes;
}

function xmpOf({ title, author, subject, keywords, creator, producer, createdAt, modifiedAt }: PdfInformation): string {
  const properties = [
    title && `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>`,
    author && `<dc:creator><rdf:Seq><rdf:li>${escaped(author)}</rdf:li></rdf:Seq></dc:creator>`,
    subject && `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(subject)}</rdf:li></rdf:Alt></dc:description>`,
    keywords && `<pdf:Keywords>${escaped(keywords)}</pdf:Keywords>`,
    producer && `<pdf:Producer>${escaped(producer)}</pdf:Producer>`,
    creator && `<xmp:CreatorTool>${escaped(creator)}</xmp:CreatorTool>`,
    createdAt && `<xmp:CreateDate>${dateText(createdAt)}</xmp:CreateDate>`,
    modifiedAt && `<xmp:ModifyDate>${dateText(modifiedAt)}</xmp:ModifyDate>`,
    '<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>',
  ].filter(Boolean);
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
${properties.join('\n')}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
}

const dateText = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
const escaped = (text: string): string =>
  // XML has no place for a control character.
  text
    .replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
