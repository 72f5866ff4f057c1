/**
 * Redmine takes these out of a title without a word, so that "a/b" would overwrite the page "ab"; a "." ends its routes.
 */
const impossible = /[,./?;|:]/;

/** What is wrong with a title, as the end of a sentence; undefined when Redmine can address it. */
export function titleFault(title: string): string | undefined {
  const [bad] = impossible.exec(title) ?? [];
  if (bad) return `has a “${bad}”, which Redmine's wiki titles cannot have (none of , . / ? ; | :)`;
  if (title.trim() === "") return "is empty";
  if (title.length > 255) return "is longer than 255 characters";
  return undefined;
}

/** The title as Redmine keeps it: underscores for blanks, the first letter large. "index" in small letters would be a route. */
export function wikiTitle(title: string): string {
  const underscored = title.trim().replace(/\s+/g, "_");
  return underscored.charAt(0).toUpperCase() + underscored.slice(1);
}

/** Redmine compares titles without regard to case. */
export function sameTitle(one: string, other: string): boolean {
  return wikiTitle(one).toLowerCase() === wikiTitle(other).toLowerCase();
}
