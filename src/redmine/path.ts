declare const made: unique symbol;

/** A path below Redmine's base URL that no value can leave. Only `path` makes one. */
export type Path = string & { readonly [made]: true };

/** `` path`wiki/${title}.json` ``: every value is one encoded segment part; values that would climb or vanish are refused. */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Path {
  const joined = strings.reduce((sofar, text, at) => {
    const value = values[at - 1];
    return sofar + encoded(value ?? "") + text;
  });

  for (const segment of joined.split("/")) {
    // %2e is a dot to URL parsers, and encodeURIComponent leaves dots alone
    if (segment === "" || segment === "." || segment === "..") throw new RangeError("A value makes an unusable path");
  }

  return joined as Path; // made here, from encoded parts, and nowhere else
}

function encoded(value: string | number): string {
  const text = String(value);
  if (text === "") throw new RangeError("An empty value in a path");
  if (!text.isWellFormed()) throw new RangeError("A value with half a character in a path");
  return encodeURIComponent(text);
}
