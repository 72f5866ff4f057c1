/** Colours by scheme; each text colour has a contrast of at least 4.5 to the ground it is used on, lines of controls 3. */
export const colours = {
  light: {
    text: "#1c2024",
    soft: "#5a626d",
    page: "#f3f4f6",
    card: "#ffffff",
    line: "#d9dde3",
    control: "#7d8692",
    strong: "#a5201f",
    "strong-hover": "#871717",
    "on-strong": "#ffffff",
    warn: "#fff3d1",
    "warn-text": "#573d00",
    good: "#e2f3e6",
    "good-text": "#14502a",
    focus: "#1a63cf",
  },
  dark: {
    text: "#eceef1",
    soft: "#a8b0bb",
    page: "#14171a",
    card: "#1e2327",
    line: "#3a424b",
    control: "#7f8994",
    strong: "#c23b38",
    "strong-hover": "#ab2e2c",
    "on-strong": "#ffffff",
    warn: "#392e12",
    "warn-text": "#ffe2a3",
    good: "#173425",
    "good-text": "#b5ebc8",
    focus: "#7db2ff",
  },
} as const;

const variables = (scheme: keyof typeof colours) =>
  Object.entries(colours[scheme])
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(" ");

/** System fonts, one column, as wide as a sentence reads well. */
export const style = `
:root { color-scheme: light dark; ${variables("light")} }
@media (prefers-color-scheme: dark) { :root { ${variables("dark")} } }
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(1rem, 7vh, 5rem) 1rem 3rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
main { max-width: 32rem; margin: 0 auto; padding: 1.75rem clamp(1.25rem, 5vw, 2rem); background: var(--card);
  border: 1px solid var(--line); border-top: 4px solid var(--strong); border-radius: 12px; }
header, footer { max-width: 32rem; margin: 0 auto; }
header { display: flex; align-items: center; gap: .6rem; padding-bottom: .75rem; font-size: .875rem; overflow-wrap: anywhere; }
.logo { flex: none; width: 1.75rem; height: 1.75rem; }
footer { padding-top: 1rem; font-size: .875rem; }
footer ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; }
footer a, footer span { display: inline-block; min-height: 1.5rem; }
.name { overflow-wrap: anywhere; }
main > :last-child { margin-bottom: 0; }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.3; text-wrap: balance; overflow-wrap: anywhere; }
:lang(ja) { word-break: auto-phrase; }
h2 { margin: 0; font-size: 1rem; line-height: 1.4; overflow-wrap: anywhere; }
p, ul, dl { margin: 0 0 1rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
dl dd:last-child { margin-bottom: 0; }
code { font: .95em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
a { color: inherit; text-underline-offset: .15em; }
.soft { color: var(--soft); font-size: .875rem; }
.foot { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.tag { display: inline-block; padding: 0 .5rem; border-radius: 99px; font-size: .8125rem; line-height: 1.6; }
.warn, .tag.unproven { background: var(--warn); color: var(--warn-text); }
.good, .tag.proven { background: var(--good); color: var(--good-text); }
.warn, .good { padding: .7rem .9rem; border-radius: 8px; }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; }
legend, .label { display: block; padding: 0; margin-bottom: .4rem; font-weight: 600; }
.option { display: flex; gap: .7rem; padding: .65rem .8rem; border: 1px solid var(--line); cursor: pointer; }
.option:first-of-type { border-radius: 8px 8px 0 0; }
.option:last-of-type { border-top: 0; border-radius: 0 0 8px 8px; }
.option input { flex: none; width: 1.1rem; height: 1.1rem; margin: .22rem 0 0; accent-color: var(--strong); }
.option .soft { display: block; }
input[type="password"] { width: 100%; min-height: 2.75rem; margin-bottom: .4rem; padding: .5rem .7rem; font: inherit;
  color: inherit; background: var(--card); border: 1px solid var(--control); border-radius: 8px; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
button, .button, summary { min-height: 2.75rem; padding: .55rem 1.1rem; font: inherit; font-weight: 600; line-height: 1.5;
  border: 1px solid var(--control); border-radius: 8px; background: transparent; color: inherit; text-align: center;
  text-decoration: none; cursor: pointer; }
button:hover, .button:hover, summary:hover { background: var(--page); }
.primary { border-color: var(--strong); background: var(--strong); color: var(--on-strong); }
.primary:hover { border-color: var(--strong-hover); background: var(--strong-hover); }
.list { padding: 0; list-style: none; border-top: 1px solid var(--line); }
.list li { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; padding: .9rem 0; border-bottom: 1px solid var(--line); }
.list .what { flex: 1 1 14rem; min-width: 0; }
.list p { margin: 0; }
summary { display: inline-block; list-style: none; }
summary::-webkit-details-marker { display: none; }
details[open] summary { margin-bottom: .75rem; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
@media (max-width: 26rem) { .buttons > *, .buttons button { flex: 1 1 100%; width: 100%; } }
@media (forced-colors: active) { .primary { border-width: 2px; } }
`;
