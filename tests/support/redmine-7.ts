import type { SampleRedmine } from "../../src/sample-redmine/redmine.ts";

const day = 86_400_000;

/**
 * The sample Redmine as 7.0 answers: new issues without a start date, due in seven days and private by default where the
 * setting says so; `project` on wiki pages; filters of hours of a type of their own; grouped lists of people; no Basic
 * challenge for a bad API key. What was seen by hand on 7.0-stable of August 2026.
 */
export function asRedmine7(sample: SampleRedmine, { mayHide = true } = {}): SampleRedmine {
  return {
    ...sample,
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      const creates = request.method === "POST" && pathname === "/issues.json";
      const answer = await sample.fetch(creates ? await withDefaults(request, mayHide) : request);
      if (answer.status === 401) return withoutChallenge(answer);
      if (/\/wiki\/[^/]+\.json$/.test(pathname)) return changed(answer, withProject);
      if (pathname.endsWith(".html")) return changed(answer, withNewPages);
      return answer;
    },
  };
}

async function withDefaults(request: Request, mayHide: boolean): Promise<Request> {
  const { issue } = JSON.parse(await request.text());
  const due_date = new Date(Date.now() + 7 * day).toISOString().slice(0, 10);
  const body = JSON.stringify({
    issue: { start_date: null, due_date, ...(mayHide && { is_private: true }), ...issue },
  });
  return new Request(request.url, { method: "POST", headers: request.headers, body });
}

function withoutChallenge(answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.delete("www-authenticate");
  return new Response(answer.body, { status: answer.status, headers });
}

async function changed(answer: Response, change: (text: string) => string): Promise<Response> {
  if (!answer.ok) return answer;
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(change(await answer.text()), { status: answer.status, headers });
}

function withProject(text: string): string {
  const project = { id: 1, name: "Alpha" };
  const json = JSON.parse(text);
  if (json.wiki_pages) json.wiki_pages = json.wiki_pages.map((page: object) => ({ project, ...page }));
  if (json.wiki_page) json.wiki_page = { project, ...json.wiki_page };
  return JSON.stringify(json);
}

function withNewPages(html: string): string {
  return html
    .replace(/("(?:estimated_hours|spent_time)":\{[^{}]*"type":)"float"/g, '$1"hour"')
    .replace(
      /(<select[^>]*class="user_cf[^>]*>(?:<option value="">[^<]*<\/option>)?)([\s\S]*?)(<\/select>)/g,
      '$1<optgroup label="Members">$2</optgroup>$3',
    );
}
