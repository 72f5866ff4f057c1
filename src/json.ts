const decoder = new TextDecoder();

/** The JSON in these bytes, or undefined where they are none. */
export function jsonIn(bytes: Uint8Array): unknown {
  return parseJson(decoder.decode(bytes));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
