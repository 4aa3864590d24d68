// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks on a signed file by someone who may sign too, or who knows how two readers differ: each makes a file whose first signature must
// not stand. The signatures they add are no real ones; what is asked for is that the change itself is called forbidden.
import { append, bodyOf, bytesOf, document, extended, lastXref, stream, textOf, xrefTable, type Objects } from './forge.ts';

export interface Ground {
  /** The small document of the attack set, as objects; plain, signed, and certified at the three levels. */
  base: Objects; plain: Buffer; signed: Buffer; certified: Record<1 | 2 | 3, Buffer>;
  sign: (bytes: Buffer, ...how: string[]) => Buffer;
}
export type Cases = Record<string, () => Buffer>;

const value = (kind = 'ETSI.CAdES.detached') => `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${kind} /ByteRange [0 1 3 1] /Contents <00> >>`;
const form = (content: string, more = '') => stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 600 850] ${more}`);
const white = form('1 g 0 0 600 850 re f');
const writes = form('BT /F1 12 Tf 2 5 Td (98,5 ty) Tj ET', '/Resources << /Font << /F1 12 0 R >> >>');
const widget = (rect: string, more: string) => `<< /Type /Annot /Subtype /Widget /F 132 /P 3 0 R /Rect [${rect}] ${more} >>`;
const onPage = (bytes: Buffer, ...refs: number[]) => bodyOf(bytes, 3).replace(/\/Annots \[([^\]]*)\]/, (_, old: string) => `/Annots [${old} ${refs.map((r) => `${r} 0 R`).join(' ')}]`);
const inForm = (bytes: Buffer) => bodyOf(bytes, 8).replace(/\/Fields \[([^\]]*)\]/, '/Fields [$1 301 0 R]');
/** A new signature field, object 301, with its value in 302; kids are objects of their own that lie on the page. */
function withSignature(bytes: Buffer, field: string, kids: Objects = {}, more: Objects = {}, kind?: string): Buffer {
  const list = Object.keys(kids).map(Number);
  const body = list.length > 0 ? extended(field, `/Kids [${list.map((k) => `${k} 0 R`).join(' ')}]`) : field;
  return append(bytes, { 301: body, 302: value(kind), ...kids, 3: onPage(bytes, ...(list.length > 0 ? list : [301])), 8: inForm(bytes), ...more });
}
const bare = '<< /FT /Sig /T (Moi) /V 302 0 R >>';
const single = (rect: string, more = '') => widget(rect, `/FT /Sig /T (Moi) /V 302 0 R ${more}`);

export const signatureFields = ({ signed, certified }: Ground): Cases => ({
  'a kid with a picture, certified at level 2': () => withSignature(certified[2], bare, { 303: widget('60 690 300 730', '/Parent 301 0 R /AP << /N 304 0 R >>') }, { 304: white }),
  'a kid with a picture, certified at level 3': () => withSignature(certified[3], bare, { 303: widget('60 690 300 730', '/Parent 301 0 R /AP << /N 304 0 R >>') }, { 304: white }),
  'a time-stamp whose kid lies on the page, certified at level 1': () => withSignature(certified[1], bare, { 303: widget('60 690 300 730', '/Parent 301 0 R /AP << /N 304 0 R >>') }, { 304: white }, 'ETSI.RFC3161'),
  'a second kid behind a harmless one': () => withSignature(certified[2], bare, { 303: widget('0 0 0 0', '/Parent 301 0 R'), 304: widget('60 690 300 730', '/Parent 301 0 R /AP << /N 305 0 R >>') }, { 305: white }),
  'a kid with a script': () => withSignature(signed, bare, { 303: widget('0 0 0 0', '/Parent 301 0 R /AA << /E << /S /JavaScript /JS (x) >> >>') }),
  'a field that is free text': () => withSignature(certified[2], single('60 690 300 730', '/AP << /N 303 0 R >>').replace('/Widget', '/FreeText'), {}, { 303: writes }),
  'a kid that is a stamp': () => withSignature(signed, bare, { 303: widget('60 690 300 730', '/Parent 301 0 R /AP << /N 304 0 R >>').replace('/Widget', '/Stamp') }, { 304: white }),
  'kids of a kid': () => withSignature(signed, bare, { 303: widget('0 0 0 0', '/Parent 301 0 R /Kids [305 0 R]') }, { 305: widget('0 0 595 842', '/Parent 303 0 R /AP << /N 304 0 R >>'), 304: white }),
  'a picture over the page': () => withSignature(signed, single('0 0 595 842', '/AP << /N 303 0 R >>'), {}, { 303: white }),
  'four pictures over the page': () => {
    const quarter = (rect: string) => widget(rect, '/Parent 301 0 R /AP << /N 309 0 R >>');
    return withSignature(signed, bare, { 303: quarter('0 0 298 421'), 304: quarter('297 0 595 421'), 305: quarter('0 420 298 842'), 306: quarter('297 420 595 842') }, { 309: white });
  },
  'text over the whole certified page': () => withSignature(certified[2], single('0 0 595 842', '/AP << /N 303 0 R >>'), {}, { 303: writes }),
  'glyphs drawn by hand': () => withSignature(certified[2], single('60 690 300 730', '/AP << /N 303 0 R >>'), {}, { 303: form('BT /T3 40 Tf (a) Tj ET', '/Resources << /Font << /T3 304 0 R >> >>'), 304: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 305 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1] >>', 305: stream('1 0 d0 0 0 1 1 re f') }),
});

/** The form's resources name a picture, and a field's look draws it from there. */
const borrowing = ({ base, sign }: Ground, resources: string) =>
  sign(document({ ...base, 8: base[8]!.replace('/DR <<', '/DR << /XObject << /FRM 9 0 R >>'), 10: stream('/FRM Do', `/Type /XObject /Subtype /Form /BBox [0 0 100 20] ${resources}`) }));
const exchanged = (bytes: Buffer) => ({ 8: inForm(bytes).replace('/FRM 9 0 R', '/FRM 303 0 R'), 303: white });
/** Beside a signature that was added. */
export const besideSignature = (g: Ground): Cases => ({
  'the pictures of the form, drawn by a field without resources': () => withSignature(borrowing(g, ''), single('0 0 0 0'), {}, exchanged(borrowing(g, ''))),
  'the picture of the signature before': () => {
    const seen = g.sign(g.plain, '--page', '1', '--rect', '330,80,530,164');
    const look = Number(/\/AP << \/N (\d+) 0 R/.exec(textOf(seen).slice(g.plain.length))![1]);
    return withSignature(seen, single('0 0 0 0'), {}, { [look]: white });
  },
  'a field made read-only and something else': () => withSignature(g.signed, single('0 0 0 0'), {}, { 6: extended(g.base[6]!, '/Ff 8193') }),
  'a field no longer read-only': () => {
    const before = g.sign(document({ ...g.base, 6: extended(g.base[6]!, '/Ff 1') }));
    return withSignature(before, single('0 0 0 0'), {}, { 6: g.base[6]! });
  },
  'a name of iText that is no text': () => withSignature(g.signed, single('0 0 0 0'), {}, { 2: extended(g.base[2]!, '/ITXT << /Kids [5 0 R] >>') }),
  'a hidden word of the trailer': () => append(withSignature(g.signed, single('0 0 0 0')), {}, { trailer: '/FooBar [5 0 R]' }),
});
/** What may be done beside a signature: said of the first one, for the added one is none. */
export const honestBesideSignature = (g: Ground): Cases => ({
  'the pictures of the form, which nobody draws': () => withSignature(borrowing(g, '/Resources << /XObject << /FRM 9 0 R >> >>'), single('0 0 0 0'), {}, exchanged(borrowing(g, '/Resources << /XObject << /FRM 9 0 R >> >>'))),
  'fields made read-only': () => withSignature(g.signed, single('0 0 0 0'), {}, { 6: extended(g.base[6]!, '/Ff 1') }),
  'a name of iText': () => withSignature(g.signed, single('0 0 0 0'), {}, { 2: extended(g.base[2]!, '/ITXT (5.0.0)') }),
  'a picture of its own': () => withSignature(g.signed, single('330 80 530 164', '/AP << /N 303 0 R >>'), {}, { 303: white }),
});

const note = (kind: string, more: string, rect = '60 690 300 730') => `<< /Type /Annot /Subtype /${kind} /Rect [${rect}] /Contents (x) /QuadPoints [60 730 300 730 60 690 300 690] ${more} >>`;
const multiply = '/Resources << /ExtGState << /R << /BM /Multiply >> >> >>';
const box = (content: string, more = '', size = '240 40') => stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 ${size}] ${more}`);
const marked = (bytes: Buffer, body: string, more: Objects = {}) => append(bytes, { 301: body, ...more, 3: onPage(bytes, 301) });
const looking = ({ certified }: Ground, kind: string, look: string, more: Objects = {}, rect?: string) => () => marked(certified[3], note(kind, '/AP << /N 302 0 R >>', rect), { 302: look, ...more });
export const markings = (g: Ground): Cases => ({
  'a highlight that paints white': looking(g, 'Highlight', box('1 1 1 rg 0 0 240 40 re f')),
  'a highlight that writes': looking(g, 'Highlight', box('/R gs BT /F1 24 Tf 2 5 Td (98,5 ty) Tj ET', '/Resources << /Font << /F1 12 0 R >> /ExtGState << /R << /BM /Multiply >> >> >>')),
  'a highlight that multiplies too late': looking(g, 'Highlight', box('1 1 1 rg 0 0 240 40 re f /R gs', multiply)),
  'a highlight that multiplies and then does not': looking(g, 'Highlight', box('/R gs /N gs 1 1 1 rg 0 0 240 40 re f', '/Resources << /ExtGState << /R << /BM /Multiply >> /N << /BM /Normal >> >> >>')),
  'a broad underline': looking(g, 'Underline', box('40 w 0 0 0 RG 0 20 m 240 20 l S')),
  'a white hatch': looking(g, 'StrikeOut', box('3 w 1 1 1 RG 0 5 m 240 5 l S 0 8 m 240 8 l S')),
  'a white hatch by a colour space': looking(g, 'StrikeOut', box('/DeviceRGB CS 1 1 1 SC 3 w 0 5 m 240 5 l S')),
  'a line made broad by a matrix in the content': looking(g, 'Squiggly', box('1 0 0 40 0 0 cm 1 w 0 0 m 240 0 l S')),
  'a line made broad by the matrix of the form': looking(g, 'Squiggly', box('1 w 0 0 m 240 0 l S', '/Matrix [40 0 0 40 0 0]')),
  'a line made broad by a small box': looking(g, 'Underline', box('1 w 0 0 m 6 0 l S', '', '6 1')),
  'a broad border': () => marked(g.certified[3], note('Underline', '/BS << /W 40 >> /C [1 1 1]')),
  'a broad border, the old way': () => marked(g.certified[3], note('StrikeOut', '/Border [0 0 40] /C [1 1 1]')),
  'a note as large as a page': looking(g, 'Text', box('1 g 0 0 600 850 re f', '', '600 850'), {}, '0 0 595 842'),
  'a caret that writes': looking(g, 'Caret', box('BT /F1 12 Tf (9) Tj ET', '/Resources << /Font << /F1 12 0 R >> >>'), {}, '60 690 80 710'),
  'a popup that is drawn': looking(g, 'Popup', box('1 g 0 0 240 40 re f')),
  'a note that is a field': () => marked(g.certified[3], note('Text', '/FT /Tx /T (Moi) /V (x)', '60 690 80 710')),
  'a note of a layer': () => marked(g.certified[3], note('Text', '/OC 14 0 R', '60 690 80 710')),
  'a highlight by a picture of a pattern': looking(g, 'Highlight', box('/R gs', '/Resources << /Pattern << /P 13 0 R >> /ExtGState << /R << /BM /Multiply >> >> >>')),
});
export const honestMarkings = (g: Ground): Cases => ({
  'a highlight that multiplies': looking(g, 'Highlight', box('/R gs 1 1 0 rg 0 0 240 40 re f', multiply)),
  'a thin red underline': looking(g, 'Underline', box('1 0 0 RG 1 w 0 1 m 240 1 l S')),
  'a note with an icon': looking(g, 'Text', box('1 1 0 rg 0 0 20 20 re B', '', '20 20'), {}, '60 690 80 710'),
  'a popup': () => marked(g.certified[3], note('Popup', '/Open true')),
});

const evidence = (bytes: Buffer): Objects => ({ 1: extended(bodyOf(bytes, 1), '/DSS 300 0 R'), 300: '<< /Type /DSS >>' });
const root = (g: Ground, more: string, objects: Objects = {}) => () => append(g.signed, { ...evidence(g.signed), 1: extended(bodyOf(g.signed, 1), `/DSS 300 0 R ${more}`), ...objects });
const page = (g: Ground, more: string, objects: Objects = {}) => () => append(g.signed, { ...evidence(g.signed), 3: extended(bodyOf(g.signed, 3), more), ...objects });
/** Each behind evidence, which alone would be permitted. */
export const hidden = (g: Ground): Cases => ({
  'labels of pages': root(g, '/PageLabels << /Nums [0 << /P (98) >>] >>'),
  'a portfolio': root(g, '/Collection << /View /H >>'),
  'a base address': root(g, '/URI << /Base (http://x) >>'),
  'output intents': root(g, '/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 >>]'),
  'a language': root(g, '/Lang (vi)'),
  'requirements': root(g, '/Requirements [<< /S /EnableJavaScripts >>]'),
  'permissions by usage rights': root(g, '/Perms << /UR3 301 0 R >>', { 301: value() }),
  'a form that needs rendering': root(g, '/NeedsRendering true'),
  'a version that is no name': root(g, '/Version 9'),
  'a unit of the page': page(g, '/UserUnit 10'),
  'a group of the page': page(g, '/Group << /S /Transparency /I true >>'),
  'an action of the page': page(g, '/AA << /O << /S /JavaScript /JS (x) >> >>'),
  'a transition of the page': page(g, '/Trans << /S /Fade >> /Dur 1'),
  'a trim box': page(g, '/TrimBox [0 690 595 720]'),
  'articles': page(g, '/B [301 0 R]', { 301: '<< >>' }),
  'the unicode of a font': () => append(g.signed, { ...evidence(g.signed), 12: extended(g.base[12]!, '/ToUnicode 301 0 R'), 301: stream('x') }),
  'colours by default': () => append(g.signed, { ...evidence(g.signed), 3: bodyOf(g.signed, 3).replace('/Resources <<', '/Resources << /ColorSpace << /DefaultGray [/Indexed /DeviceRGB 0 <FFFFFF>] >>') }),
  'a graphics state': () => append(g.signed, { ...evidence(g.signed), 3: bodyOf(g.signed, 3).replace('/Resources <<', '/Resources << /ExtGState << /G << /ca 0 >> >>') }),
  'resources by the parent': () => append(g.sign(document({ ...g.base, 2: g.base[2]!.replace('>>', '/Resources << /Font << /F1 12 0 R >> >> >>'), 3: g.base[3]!.replace(/\/Resources << .* >> >> \/Annots/, '/Annots') })), { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >> >> >> >>' }),
  'pages in another order': () => {
    const two = g.sign(document({ ...g.base, 2: '<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>', 20: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>' }));
    return append(two, { ...evidence(two), 2: '<< /Type /Pages /Kids [20 0 R 3 0 R] /Count 2 >>' });
  },
  'a way to other objects in the trailer': () => append(g.signed, evidence(g.signed), { trailer: '/FooBar 5 0 R' }),
  'looks no longer left to the reader': () => {
    const wishing = g.sign(document({ ...g.base, 8: extended(g.base[8]!, '/NeedAppearances true') }));
    return append(wishing, { ...evidence(wishing), 8: bodyOf(wishing, 8).replace('/NeedAppearances true', '') });
  },
  'how looks left to the reader are drawn': () => {
    const wishing = g.sign(document({ ...g.base, 8: extended(g.base[8]!.replace('/DA (/F1 0 Tf 0 g)', ''), '/NeedAppearances true') }));
    return append(wishing, { ...evidence(wishing), 8: extended(bodyOf(wishing, 8), '/DA (/F1 0 Tf 1 g)') });
  },
  'the field that is only read': () => append(g.certified[2], { 6: extended(g.base[6]!, '/V (a) /Ff 4096') }),
  'a field that became longer': () => append(g.certified[2], { 6: extended(g.base[6]!, '/V (a) /MaxLen 1') }),
  'a field that became hidden': () => append(g.certified[2], { 6: extended(g.base[6]!, '/V (a)').replace('/F 4', '/F 2') }),
  'a field turned round': () => append(g.certified[2], { 6: extended(g.base[6]!, '/V (a) /MK << /R 180 /BG [0] >>') }),
  'a layer on a filled field': () => append(g.certified[2], { 6: extended(g.base[6]!, '/V (a) /OC 14 0 R') }),
});

/** Object 10, the look of two fields, comes again with another generation: one field follows it, the other's is gone. */
const byGeneration = ({ base, sign }: Ground) => {
  const two = sign(document({ ...base, 6: base[6]!.replace('9 0 R', '10 0 R') }));
  const text = textOf(append(two, { ...evidence(two), 6: bodyOf(two, 6).replace('10 0 R', '10 1 R') }));
  const at = text.length;
  const body = `10 1 obj\n${base[10]!}\nendobj\n`;
  const xref = at + body.length;
  return bytesOf(`${text}${body}xref\n10 1\n${String(at).padStart(10, '0')} 00001 n \ntrailer\n<< /Size 900 /Root 1 0 R /Prev ${lastXref(bytesOf(text))} >>\nstartxref\n${xref}\n%%EOF\n`);
};
/** A revision by a classic table made of these lines. */
const tabled = (bytes: Buffer, objects: Objects, rows: (at: Map<number, number>) => string) => {
  const text = textOf(append(bytes, objects));
  const start = text.lastIndexOf('xref\n', text.lastIndexOf('trailer\n'));
  const at = new Map([...Object.keys(objects)].map((n) => [Number(n), text.lastIndexOf(`\n${n} 0 obj`, start) + 1]));
  return bytesOf(`${text.slice(0, start)}xref\n${rows(at)}${text.slice(text.lastIndexOf('trailer\n'), text.lastIndexOf('startxref\n'))}startxref\n${start}\n%%EOF\n`);
};
const evil = stream('BT /F1 24 Tf 72 700 Td (Chi 98,5 ty dong) Tj ET');
export const tables = (g: Ground): Cases => {
  const row = (n: number, offset: number) => `${n} 1\n${String(offset).padStart(10, '0')} 00000 n \n`;
  const old = () => textOf(g.plain).indexOf('\n4 0 obj') + 1;
  return {
    'a generation that hides': () => byGeneration(g),
    'one number twice in a table, the old object first': () => tabled(g.signed, { ...evidence(g.signed), 4: evil }, (at) => `${xrefTable(at).replace(row(4, at.get(4)!), '')}${row(4, old())}${row(4, at.get(4)!)}`),
    'one number twice in a table, the old object last': () => tabled(g.signed, { ...evidence(g.signed), 4: evil }, (at) => `${xrefTable(at).replace(row(4, at.get(4)!), '')}${row(4, at.get(4)!)}${row(4, old())}`),
    'a number that leads to another object': () => tabled(g.signed, evidence(g.signed), (at) => `${xrefTable(at)}${row(4, textOf(g.signed).indexOf('\n5 0 obj') + 1)}`),
    'a number that leads into the gap': () => tabled(g.signed, evidence(g.signed), (at) => `${xrefTable(at)}${row(4, textOf(g.signed).indexOf('/Contents <') + 20)}`),
    'a number that leads before the object': () => tabled(g.signed, { ...evidence(g.signed), 4: evil }, (at) => xrefTable(at).replace(row(4, at.get(4)!), row(4, at.get(4)! - 1))),
    'two starts': () => bytesOf(`${textOf(append(g.signed, { ...evidence(g.signed), 4: evil }))}startxref\n${lastXref(g.signed)}\n%%EOF\n`),
    'a start behind a comment': () => bytesOf(textOf(append(g.signed, { ...evidence(g.signed), 4: evil })).replace(/startxref\n(\d+)\n%%EOF\n$/, `%startxref\n%${lastXref(g.signed)}\nstartxref\n$1\n%%EOF\n`)),
    'a comment behind the end': () => bytesOf(`${textOf(append(g.signed, evidence(g.signed)))}%x\n`),
  };
};
