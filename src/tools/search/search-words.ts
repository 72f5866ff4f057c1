const maxWords = 5; // Redmine drops the rest, silently

/** The words of a query that Redmine searches for, and those that it drops; quotation marks keep a phrase together. */
export function searchWords(query: string): { used: string[]; unused: string[] } {
  const tokens = query.match(/"[^"]+"|\S+/g) ?? [];
  const words = [...new Set(tokens.map((token) => token.replace(/^"|"$/g, "").trim()))].filter(Boolean);
  const long = words.filter((word) => word.length > 1);
  const used = long.slice(0, maxWords);
  return { used, unused: words.filter((word) => !used.includes(word)) };
}
