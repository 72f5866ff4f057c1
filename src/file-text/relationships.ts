import { posix } from "node:path";
import type { Archive } from "./archive.ts";
import { readXml } from "./xml.ts";

export interface Relationship {
  /** The last part of its type: “worksheet”. */
  type: string;
  /** The entry of the archive that it leads to. */
  path: string;
}

/** What a part of an Office document refers to inside the document, by id. */
export async function relationships(archive: Archive, part: string): Promise<Map<string, Relationship>> {
  const relationships = new Map<string, Relationship>();
  const folder = posix.dirname(part);
  await readXml(archive, `${folder}/_rels/${posix.basename(part)}.rels`, {
    open: (name, { Id = "", Type = "", Target = "", TargetMode }) => {
      if (name !== "Relationship" || TargetMode === "External") return;
      const path = Target.startsWith("/") ? Target.slice(1) : posix.normalize(`${folder}/${Target}`);
      relationships.set(Id, { type: Type.slice(Type.lastIndexOf("/") + 1), path });
    },
  });
  return relationships;
}
