import type { Member, User } from "../records.ts";
import type { Calendar } from "./calendar.ts";
import { developer, manager, reporter } from "./roles.ts";

export const people = { maya: 1, tom: 2, ines: 3, ruben: 4, piet: 5, bot: 6 } as const;

export type Person = keyof typeof people;

/** Who can sign in, and what makes it worth trying each. */
export const logins = [
  { login: "maya", password: "ahoy-maya", name: "Maya Lindqvist", role: "product manager, sees everything" },
  { login: "tom", password: "ahoy-tom", name: "Tom Okafor", role: "developer, not in Harbour Office" },
  { login: "ines", password: "ahoy-ines", name: "Inês Duarte", role: "service desk, reports and comments" },
  { login: "ruben", password: "ahoy-ruben", name: "Ruben Haas", role: "chief engineer, manages Fleet" },
] as const;

/** Piet has left, and nobody signs in as the bot. */
const others = [
  { login: "piet", password: "", name: "Piet Visser" },
  { login: "bot", password: "", name: "Harbour Bot" },
] as const;

export function users(calendar: Calendar): User[] {
  return [...logins, ...others].map(({ login, password, name }) => {
    const [firstname = "", lastname = ""] = name.split(" ");
    return {
      id: people[login],
      login,
      password,
      firstname,
      lastname,
      mail: `${login}@brightwater.example`,
      hide_mail: false,
      admin: false,
      locked: password === "",
      language: "en",
      api_key: `demo-key-of-${login}`,
      created_on: calendar.time(-700),
      updated_on: calendar.time(-90),
      last_login_on: calendar.time(-1, "08:12"),
    };
  });
}

export const projects = { Booking: 1, Fleet: 2, "Harbour Office": 3 } as const;

export type ProjectName = keyof typeof projects;

const roles: [ProjectName, Person, number][] = [
  ["Booking", "maya", manager],
  ["Booking", "tom", developer],
  ["Booking", "ines", reporter],
  ["Booking", "ruben", reporter],
  ["Fleet", "maya", manager],
  ["Fleet", "ruben", manager],
  ["Fleet", "ines", reporter],
  ["Harbour Office", "maya", manager],
  ["Harbour Office", "ruben", reporter],
];

export const members: Member[] = roles.map(([project, person, role_id], index) => ({
  id: index + 1,
  project_id: projects[project],
  principal_id: people[person],
  roles: [{ role_id }],
}));
