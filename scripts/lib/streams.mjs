// The wasm taken apart by what its bytes mean, because like beside like compresses better.
//
// In a wasm file operations, local indices, offsets and constants alternate, and brotli makes little of a byte whose
// neighbours mean something else. Here each kind has a stream of its own, and what follows from the rest is left out: the
// sizes of functions. pkg-template/image.js puts the file together again; what differs then is the padding of those sizes.
// Everything a page loads went from 51,912 to 46,883 B of brotli by it, the code that puts it together included; then from 43,573
// to 42,549 B as what is the same kind of operand was told apart further, by what stands around it.
import { ADDRESS, BRANCH, CALL, COUNTED, GET, HEADS, LOCALS, LONG, NICHE, OFFSET, OPERATIONS, OTHER, PLAIN, SET, SMALL, TARGETS, bases, isStatement } from '../../pkg-template/image.js';
import { Failure } from './log.mjs';

const IMPORT_SECTION = 2;
const CODE_SECTION = 10;
const DATA_SECTION = 11;

/** A number as wasm writes it. */
export const unsigned = value => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(Math.floor(value / 128))]);

/** A name as wasm writes it: its length, then its bytes. */
export const named = text => {
  const bytes = Buffer.from(text);
  return [...unsigned(bytes.length), ...bytes];
};

/** What one character holds, and the mark of a number that goes on in the next one. */
const MORE = 1024;

/** A reader of wasm's numbers, and of the functions made of them. */
export class Source {
  at = 0;
  constructor(bytes) {
    this.bytes = bytes;
  }
  byte() {
    return this.bytes[this.at++];
  }
  take(count) {
    return this.bytes.subarray(this.at, (this.at += count));
  }
  /** A number's bytes. */
  written() {
    const from = this.at;
    while (this.bytes[this.at++] > 127);
    return this.bytes.subarray(from, this.at);
  }
  unsigned() {
    return this.written().reduceRight((high, byte) => high * 128 + (byte & 127), 0);
  }
  signed() {
    const bytes = this.written();
    return BigInt.asIntN(7 * bytes.length, bytes.reduceRight((high, byte) => high * 128n + BigInt(byte & 127), 0n));
  }
  /** A function: the numbers that tell its locals, how many groups there are first, and its instructions. */
  body() {
    const end = this.unsigned() + this.at;
    const groups = this.unsigned();
    const locals = [groups, ...Array.from({ length: 2 * groups }, () => this.unsigned())];
    const code = [];
    while (this.at < end) code.push(readInstruction(this));
    return { locals, code };
  }
}

/** How many indices follow an operation of the prefix 0xfc. */
const INDICES = { 8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1 };

const hasNoOperand = code =>
  code <= 0x01 || code === 0x05 || code === 0x0b || code === 0x0f || code === 0x1a || code === 0x1b || (code >= 0x45 && code <= 0xc4) || code === 0xd1;

/** The stream for a constant; none for one that no number of JavaScript holds. */
const streamOf = (code, constant) => {
  if (code === 0x42) return Number.isSafeInteger(2 * Number(constant)) ? LONG : undefined;
  const near = stream => Math.abs(Number(constant) - bases[stream]) < 0x10000;
  return [ADDRESS, NICHE].find(near) ?? SMALL;
};

/**
 * An instruction as its head (what is the same each time: the operation, and operands that have few values) and its other
 * operands, each with its stream. After the specification's section on the binary format of instructions.
 */
const readInstruction = source => {
  const code = source.byte();
  const head = [code];
  const operands = [];
  const fixed = (times = 1) => {
    for (; times; times--) head.push(...source.written());
  };
  const operand = stream => operands.push([stream, source.unsigned()]);
  if (code >= 0x02 && code <= 0x04) fixed(); // block, loop, if: the type
  else if (code === 0x0c || code === 0x0d) operand(BRANCH);
  else if (code === 0x0e) {
    operand(TARGETS);
    for (let [[, left]] = operands; left >= 0; left--) operand(TARGETS);
  } else if (code === 0x10) operand(CALL);
  else if (code === 0x11) {
    operand(OTHER); // call_indirect: the type, the table
    operand(OTHER);
  } else if (code === 0x1c) fixed(2); // select: of one type
  else if (code === 0x20) operand(GET);
  else if (code === 0x21 || code === 0x22) operand(SET);
  else if (code >= 0x23 && code <= 0x26) fixed(); // globals, tables
  else if (code >= 0x28 && code <= 0x3e) {
    fixed(); // loads and stores: the alignment
    operand(OFFSET);
  } else if (code === 0x3f || code === 0x40) fixed(); // the memory's size
  else if (code === 0x41 || code === 0x42) {
    const { at } = source;
    const constant = source.signed();
    const stream = streamOf(code, constant);
    if (stream) operands.push([stream, Number(constant)]);
    else head.push(...source.bytes.subarray(at, source.at));
  } else if (code === 0x43) head.push(...source.take(4));
  else if (code === 0x44) head.push(...source.take(8));
  else if (code === 0xd0) fixed(); // ref.null
  else if (code === 0xfc) {
    const [operation] = source.written();
    head.push(operation);
    fixed(INDICES[operation] ?? 0);
  } else if (!hasNoOperand(code)) {
    throw new Failure(
      `The wasm holds an instruction that the build does not know: 0x${code.toString(16)}.`,
      'Say in scripts/lib/streams.mjs, readInstruction, which operands it has.',
    );
  }
  return { head, operands };
};

/**
 * Operations by what they say of operands just before them: what computes places, what consumes a value, and all others. Found by
 * trial, by what makes the streams `GET` and `SMALL` smallest: an index or a constant is another one before an addition than
 * before a store.
 */
const KINDS = [
  [],
  [0x24, 0x2d, 0x6a, 0xfc], // global.set, i32.load8_u, i32.add, the operations on memory
  [0x21, 0x22, 0x36, 0x37, 0x3a, 0x45, 0x6b, 0x6c], // local.set, local.tee, stores, i32.eqz, i32.sub, i32.mul
];
const kindOf = ({ head: [operation] }) => Math.max(0, KINDS.findIndex(kind => kind.includes(operation)));

/**
 * Rust's tables of methods hold the functions' numbers, which mostly go up by one from each to the next, as words of four bytes
 * between others. What looks like that is told by how much more it is than the last; 4 is what most alignments are.
 * @param {Uint8Array} bytes of the data
 */
const counting = bytes => {
  let last = 0;
  return Array.from(bytes, (byte, at) => {
    const isWord = byte > 4 && [-1, 1, 2, 3].every(beside => bytes[at + beside] === 0);
    if (!isWord || byte < last || byte > last + 20) return byte;
    const step = byte - last;
    last = byte;
    return COUNTED + step;
  });
};

/**
 * @param {Uint8Array} wasm
 * @returns {{ streams: number[][], types: number, imports: number, before: number, functions: number }} the streams, and what else
 *   pkg-template/image.js takes; the names of imports are left out
 */
export const toStreams = wasm => {
  const streams = Array.from({ length: SMALL + 9 }, () => []);
  const put = (stream, value) => {
    const from = value - (bases[stream] ?? 0);
    let left = stream >= LONG || stream === OFFSET ? (from < 0 ? -2 * from - 1 : 2 * from) : value;
    for (; left >= MORE; left = Math.floor(left / MORE)) streams[stream].push((left % MORE) + MORE);
    streams[stream].push(left);
  };
  const source = new Source(wasm);
  const code = [];
  let types, before;
  let imports = 0;
  let functions = 0;
  streams[PLAIN].push(...source.take(8));
  while (source.at < wasm.length) {
    const start = source.at;
    const id = source.byte();
    const end = source.unsigned() + source.at;
    if (id >= IMPORT_SECTION) types ??= streams[PLAIN].length;
    if (id === IMPORT_SECTION) {
      imports = source.unsigned();
      for (let left = imports; left; left--) {
        source.take(source.unsigned());
        source.take(source.unsigned());
        if (source.byte()) throw new Failure('The wasm imports something else than functions.', 'Say in scripts/lib/streams.mjs and pkg-template/image.js how it is told.');
        put(OTHER, source.unsigned());
      }
      continue;
    }
    if (id !== CODE_SECTION) {
      source.at = end;
      streams[PLAIN].push(...(id === DATA_SECTION ? counting(wasm.subarray(start, end)) : wasm.subarray(start, end)));
      continue;
    }
    before = streams[PLAIN].length;
    functions = source.unsigned();
    while (source.at < end) {
      const body = source.body();
      for (const value of body.locals) put(LOCALS, value);
      body.code[0].isFirst = true;
      code.push(...body.code);
    }
  }
  fixFrequentCalls(code);
  const heads = numbered(code);
  for (const { head, kinds } of heads) for (const number of [head.length, ...head, kinds.length, ...kinds, kindOf({ head })]) put(HEADS, number);
  const [ahead] = heads; // after the last instruction: the decoder looks two of them ahead
  let fresh = 0;
  let offsets, last, first;
  for (const [at, { head, number, operands, isFirst }] of code.entries()) {
    const [operation] = head;
    if (isFirst) {
      offsets = [];
      last = first = 0;
    }
    put(OPERATIONS, number);
    for (const [stream, value] of operands) {
      if (stream === CALL) put(CALL, value === fresh ? 0 : value + 1);
      else if (stream === OFFSET) {
        const local = operation < 54 ? last : first;
        put(OFFSET, value - (offsets[local] ?? 0));
        offsets[local] = value;
      } else if (stream === GET || stream === SMALL) {
        put(stream + 3 * kindOf(code[at + 1] ?? ahead) + kindOf(code[at + 2] ?? ahead), value);
      } else put(stream, value);
      if (stream === CALL && value === fresh) fresh++;
    }
    if (operation === 0x20 || operation === 0x22) {
      last = operands[0][1] + 1;
      first ||= last;
    } else if (isStatement(operation)) first = 0;
  }
  for (let left = 2; left; left--) put(OPERATIONS, heads.indexOf(ahead));
  return { streams, types, imports, before, functions };
};

/** Functions called this often are part of the head: the stream of operations tells them cheaper, by what stands around the call. */
export const OFTEN = 10;

const fixFrequentCalls = code => {
  const calls = code.filter(({ head: [operation] }) => operation === 0x10);
  const times = new Map();
  for (const { operands: [[, callee]] } of calls) times.set(callee, (times.get(callee) ?? 0) + 1);
  for (const call of calls) {
    const [[, callee]] = call.operands;
    if (times.get(callee) < OFTEN) continue;
    call.head.push(...unsigned(callee));
    call.operands = [];
  }
};

/** Gives every head its number, the frequent ones the low numbers, and lists them. */
const numbered = code => {
  const heads = new Map();
  for (const instruction of code) {
    const { head, operands } = instruction;
    const kinds = head[0] === 0x0e ? [TARGETS] : operands.map(([stream]) => stream);
    const name = `${head} ${kinds}`;
    if (!heads.has(name)) heads.set(name, { head, kinds, instructions: [] });
    heads.get(name).instructions.push(instruction);
  }
  const listed = [...heads.values()].sort((one, other) => other.instructions.length - one.instructions.length);
  for (const [number, { instructions }] of listed.entries()) for (const instruction of instructions) instruction.number = number;
  return listed;
};
