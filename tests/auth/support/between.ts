/** What stands between this server and Redmine: a network in which one request goes wrong. */
export type Answer = (real: () => Promise<Response>) => Promise<Response> | Response;

export function between() {
  let wrong: { n: number; answer: Answer } | undefined;
  const asked: string[] = [];

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const real = () => globalThis.fetch(request);
    if (!wrong) return real();
    wrong.n -= 1;
    return wrong.n === 0 ? wrong.answer(real) : real();
  };

  return {
    fetch,
    /** Runs the work while the n-th request from now gets this answer; gives how many requests there were. */
    async during(n: number, answer: Answer, work: () => Promise<void>): Promise<number> {
      const before = asked.length;
      wrong = { n, answer };
      await work().finally(() => {
        wrong = undefined;
      });
      return asked.length - before;
    },
  };
}
