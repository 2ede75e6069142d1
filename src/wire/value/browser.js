// Received JSON, read by the browser and handed to the wasm piece by piece. Every crossing of the border costs more than what
// it asks for, so one call looks a piece up and says what it is, and only a piece that a number does not say is fetched.

/** What was looked up last, until it is fetched. */
let found;

/** The names of fields that the wasm asks for by number: as given, and in PascalCase. None is one that every object has. */
const numbers = new Map();
const camel = [];
const pascal = [];

/** The number of a kind, as browser.rs knows it. */
const kind = () =>
  found === undefined ? 0
  : found === null ? 1
  : found === false ? 2
  : found === true ? 3
  : typeof found === 'number' ? 4
  : typeof found === 'string' ? 5
  : Array.isArray(found) ? 6
  : 7;

/** The pieces of a text that ends with the character `end`; none where it does not. */
export const split = (text, end) => {
  const pieces = text.split(String.fromCharCode(end));
  return pieces.pop() ? [] : pieces;
};

export const learn = name => {
  if (!numbers.has(name)) {
    numbers.set(name, camel.push(name) - 1);
    pascal.push(name[0].toUpperCase() + name.slice(1));
  }
  return numbers.get(name);
};

export const parse = text => {
  try {
    found = JSON.parse(text);
  } catch {
    found = undefined;
  }
  return kind();
};

export const field = (object, name) => {
  found = object[camel[name]];
  return kind();
};

export const fieldInEitherCase = (object, name) => {
  found = object[camel[name]] ?? object[pascal[name]];
  return kind();
};

export const item = (array, index) => {
  found = array[index];
  return kind();
};

export const take = () => {
  const taken = found;
  found = undefined;
  return taken;
};
