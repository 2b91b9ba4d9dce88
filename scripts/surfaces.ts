// Writes docs/surfaces.md from the surface table.
import { writeFileSync } from "node:fs";
import { surfacesDocument } from "./surfaces-document.ts";

writeFileSync("docs/surfaces.md", surfacesDocument());
