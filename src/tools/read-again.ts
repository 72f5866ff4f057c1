/** What was just written; undefined where it cannot be read: the change is made, and an error would say that it is not. */
export async function readAgain<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}

export function unread(what: string): string {
  return `Redmine accepted the change of ${what}, but it cannot be read back: look at it before changing it again.`;
}
