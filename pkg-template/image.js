// The wasm, put together from the text that scripts/lib/image.mjs makes of it: sorted into streams, one for what each of
// its bytes means, because that is what brotli compresses best.

/**
 * The streams. Those after `TARGETS` are met in the heads of instructions only; from `LONG` on numbers have a sign. `GET` and
 * `SMALL` are nine streams each, by the kinds of the two instructions that come next.
 */
export const PLAIN = 0;
export const HEADS = 1;
export const OPERATIONS = 2;
export const LOCALS = 3;
export const TARGETS = 4;
export const SET = 5;
export const OFFSET = 6;
export const CALL = 7;
export const BRANCH = 8;
export const OTHER = 9;
export const GET = 10;
export const LONG = 19;
export const ADDRESS = 20;
export const NICHE = 21;
export const SMALL = 22;

/** What a stream's numbers are counted from: where the wasm's data begins, and the marks by which Rust knows an empty place. */
export const bases = { [ADDRESS]: 2 ** 20, [NICHE]: -(2 ** 31) };

/** The character of the number 0, chosen so that the frequent numbers are one byte of UTF-8 each. */
export const ZERO = 40;

/** From here on a character of the plain stream tells a byte by how much more it is than the last one that was told so. */
export const COUNTED = 512;

const signed = value => (value % 2 ? -(value + 1) / 2 : value / 2);

/** Whether an operation leaves nothing for later on the stack, most times: control, calls, what sets a local, stores. */
export const isStatement = operation => operation < 37 || (operation > 53 && operation < 63);

/**
 * Indices and plain loops, because this runs once, before the browser has compiled it: a third faster than arrays that grow.
 * @param {{ text: string, starts: number[], types: number, imports: number, before: number, functions: number }} image the streams
 *   one after the other, where each starts, how much of the plain one comes before the imports and before the code, and how many
 *   functions are imported and the wasm's own
 * @returns {Uint8Array} the wasm
 */
export const assemble = ({ text, starts, types, imports, before, functions }) => {
  const at = [...starts];
  const out = new Uint8Array(2 * text.length); // one character seldom makes more than one byte; the build checks it
  let end = 0;
  let fresh = 0; // the function that the number 0 calls: each time the next one
  let counted = 0;
  const next = stream => text.charCodeAt(at[stream]++);
  /** Ten bits a character, the low ones first; an eleventh says that there are more. */
  const number = stream => {
    const code = (next(stream) - ZERO) & 2047;
    return code < 1024 ? code : code - 1024 + 1024 * number(stream);
  };
  const put = (value, isSigned) => {
    const rest = Math.floor(value / 128);
    const isLast = rest === (isSigned && value & 64 ? -1 : 0);
    out[end++] = (value & 127) | (isLast ? 0 : 128);
    if (!isLast) put(rest, isSigned);
  };
  const operand = stream => {
    let value = number(stream);
    if (stream >= LONG) put((bases[stream] ?? 0) + signed(value), true);
    else {
      if (stream === CALL) value = value ? value - 1 : fresh++;
      if (stream === OFFSET) {
        const local = now.bytes[0] < 54 ? last : first;
        value = offsets[local] = (offsets[local] ?? 0) + signed(value);
      }
      if (value < 128) out[end++] = value;
      else put(value);
    }
    return value;
  };
  const operands = (stream, count) => {
    while (count--) operand(stream);
  };
  const copy = to => {
    while (at[PLAIN] < to) {
      const code = next(PLAIN);
      out[end++] = code < COUNTED ? code : (counted += code - COUNTED);
    }
  };
  /** A size that is known only after what it measures: four bytes, whatever it is. */
  const sized = write => {
    const start = (end += 4);
    write();
    for (let byte = 0; byte < 4; byte++) out[start - 4 + byte] = ((end - start) >> (7 * byte)) | (byte < 3 ? 128 : 0);
  };

  const list = length => Array.from({ length }, () => number(HEADS));
  const heads = [];
  while (at[HEADS] < starts[OPERATIONS]) heads.push({ bytes: list(number(HEADS)), streams: list(number(HEADS)), kind: number(HEADS) });

  let now, soon, later; // heads: of the instruction that is read, and of the two after it
  // An offset is told by its difference to the last one by the same local. Which one that is can only be guessed without keeping
  // the stack: for a load the one read last, for a store the first one that its statement read.
  let offsets, last, first;
  const advance = () => {
    now = soon;
    soon = later;
    later = heads[number(OPERATIONS)];
  };
  advance();
  advance();
  const body = () => {
    operands(LOCALS, 2 * operand(LOCALS));
    offsets = [];
    last = first = 0;
    for (let depth = 1; depth; ) {
      advance();
      const { bytes, streams } = now;
      let value;
      for (let byte = 0; byte < bytes.length; byte++) out[end++] = bytes[byte];
      for (let index = 0; index < streams.length; index++) {
        const stream = streams[index];
        value = operand(stream === GET || stream === SMALL ? stream + 3 * soon.kind + later.kind : stream);
        if (stream === TARGETS) operands(TARGETS, value + 1);
      }
      const [operation] = bytes;
      if (operation === 32 || operation === 34) {
        last = value + 1; // local.get, local.tee
        first ||= last;
      } else if (isStatement(operation)) first = 0;
      if (operation > 1 && operation < 5) depth++; // block, loop, if
      if (operation === 11) depth--; // end
    }
  };

  const section = (id, count, write) => {
    out[end++] = id;
    sized(() => {
      put(count);
      for (let index = 0; index < count; index++) write(index);
    });
  };
  copy(types);
  section(2, imports, index => {
    // Of the module 0, by its index, so that JavaScript's side is a list in a list; 0 again: a function, of the type that follows.
    for (const byte of [1, 48, `${index}`.length, ...[...`${index}`].map(digit => 48 + +digit), 0]) out[end++] = byte;
    operand(OTHER);
  });
  copy(before);
  section(10, functions, () => sized(body));
  copy(starts[HEADS]);
  return out.subarray(0, end);
};
