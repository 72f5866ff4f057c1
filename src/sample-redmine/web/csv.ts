import { loginFirst } from "../pages/issue-form.ts";
import type { CustomValues } from "../records.ts";
import type { Ask } from "./ask.ts";
import { list, text } from "./params.ts";
import { principal } from "./refs.ts";

export type Column<R> = [title: string, cell: (row: R, ask: Ask) => string | undefined];

/** A list as Redmine exports it, with the columns that `c[]` names: a byte order mark, titles, a line a record. */
export function csv<R>(ask: Ask, columns: Readonly<Record<string, Column<R>>>, rows: () => readonly R[]): Response {
  loginFirst(ask);
  const chosen = list(ask.params.c).flatMap((param): Column<R>[] => {
    const name = text(param) ?? "";
    const column = columns[name] ?? fieldColumn(ask, name);
    return column ? [column] : [];
  });
  // Redmine quotes an empty text, and writes nothing where there is no value
  const quoted = (cell: string) => (cell === "" || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells: (string | undefined)[]) =>
    `${cells.map((cell) => (cell === undefined ? "" : quoted(cell))).join(",")}\n`;
  const lines = [
    line(chosen.map(([title]) => title)),
    ...rows().map((row) => line(chosen.map(([, cell]) => cell(row, ask)))),
  ];
  return new Response(`\uFEFF${lines.join("")}`, { headers: { "content-type": "text/csv; header=present" } });
}

/** The column cf_7 of the custom field 7. */
function fieldColumn<R>({ sample: { state } }: Ask, name: string): Column<R> | undefined {
  const field = state.customFields.get(Number(/^cf_(\d+)$/.exec(name)?.[1]));
  const printed = (value: string) => {
    if (field?.field_format === "user") return principal(state, Number(value))?.name ?? "";
    return field?.field_format === "bool" ? ({ "1": "Yes", "0": "No" }[value] ?? "") : value;
  };
  return (
    field && [
      field.name,
      (row) => {
        const { custom } = row as { custom: CustomValues }; // lists with such columns have custom fields
        return [custom[field.id] ?? []].flat().map(printed).join(", ");
      },
    ]
  );
}
