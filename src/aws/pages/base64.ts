const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const [ZERO, PAD] = ['A', '='].map((one) => one.charCodeAt(0)) as [number, number];
/** By two digits as they lie, the first in the lower byte: their 12 bits; -1 where they are none. */
const PAIRS = new Int16Array(1 << 16).fill(-1);
for (const [high, first] of [...DIGITS].entries()) {
  for (const [low, second] of [...DIGITS].entries())
    PAIRS[pair(first.charCodeAt(0), second.charCodeAt(0))] = high * 64 + low;
}

/**
 * Decodes padded base64 from `from` on, as far as there are whole groups of four, and gives where they end: who calls
 * looks whether that is the end of the text. The bytes go to `to`, where up to one more may be overwritten. Bits that
 * no byte is made of are ignored.
 */
export function decodeBase64(text: DataView, from: number, out: DataView, to: number): number {
  let at = from;
  let put = to;
  for (const last = text.byteLength - 4; at <= last; at += 4) {
    const four = text.getUint32(at, true);
    const three = (pairAt(four & 0xffff) << 12) | pairAt(four >>> 16);
    if (three < 0) return padded(four, out, put) ? at + 4 : at;
    out.setUint32(put, three << 8); // and a byte too many, which the next one overwrites
    put += 3;
  }
  return at;
}

/** How many bytes the base64 is that ends there. */
export function bytesIn(text: Uint8Array, from: number, end: number): number {
  const pads = end === from || text[end - 1] !== PAD ? 0 : text[end - 2] === PAD ? 2 : 1;
  return ((end - from) / 4) * 3 - pads;
}

/** Decodes the group that stands for one byte or two, if it is one. */
function padded(four: number, out: DataView, put: number): boolean {
  const high = pairAt(four & 0xffff);
  if (high < 0 || four >>> 24 !== PAD) return false;
  const third = (four >>> 16) & 0xff;
  const low = third === PAD ? 0 : pairAt(pair(ZERO, third));
  if (low < 0) return false;
  out.setUint8(put, high >> 4);
  if (third !== PAD) out.setUint8(put + 1, (high << 4) | (low >> 2));
  return true;
}

function pair(first: number, second: number): number {
  return first | (second << 8);
}

const pairAt = (two: number): number => PAIRS[two] ?? -1;
