import type { Group, Member, User } from "../../../src/sample-redmine/records.ts";
import { developer, manager, reporter } from "../../../src/sample-redmine/stories/roles.ts";
import { at } from "./day.ts";

export const [admin, alice, bob, carol, dan, developers, greta] = [1, 5, 6, 7, 8, 9, 10];

function person(id: number, login: string, name: string, password: string, more: Partial<User> = {}): User {
  const [firstname = "", lastname = ""] = name.split(" ");
  return {
    id,
    login,
    password,
    firstname,
    lastname,
    mail: `${login}@example.net`,
    hide_mail: true,
    admin: false,
    locked: false,
    language: "en",
    api_key: id.toString(16).padStart(40, "0"),
    created_on: at(0),
    updated_on: at(0),
    last_login_on: null,
    ...more,
  };
}

export const users: User[] = [
  person(admin, "admin", "Redmine Admin", "admin12345", { admin: true, language: "" }),
  person(alice, "alice", "Alice Archer", "alice12345"),
  person(bob, "bob", "Bob Baker", "bob1234567"),
  person(carol, "carol", "Carol Chen", "carol12345"),
  person(dan, "dan", "Dan Duarte", "dan1234567"),
  person(greta, "greta", "Greta Graf", "greta12345", { language: "de" }),
];

export const groups: Group[] = [{ id: developers, lastname: "Developers", users: [dan] }];

const member = (id: number, project_id: number, principal_id: number, role_id: number): Member => ({
  id,
  project_id,
  principal_id,
  roles: [{ role_id }],
});

export const members: Member[] = [
  ...[1, 2, 3, 4, 5].map((project) => member(project, project, alice, manager)),
  member(6, 1, bob, reporter),
  member(7, 1, developers, developer),
  { id: 8, project_id: 1, principal_id: dan, roles: [{ role_id: developer, inherited_from: 7 }] },
  member(9, 1, greta, reporter),
];
