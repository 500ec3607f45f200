// Writes the JSON Schemas of profiles and routes, for editors, and the tables of PROFILES.md, out of what the source
// itself uses. Needs a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jsonSchemaOf, SCHEMA_FILES } from '../dist/profiles/json-schema.js';
import { withTables } from '../dist/profiles/reference-tables.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'profiles');
for (const [kind, name] of Object.entries(SCHEMA_FILES)) {
  const path = join(folder, name);
  writeFileSync(path, `${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`);
  process.stdout.write(`${path}\n`);
}

const document = join(folder, '..', 'PROFILES.md');
writeFileSync(document, withTables(readFileSync(document, 'utf8')));
process.stdout.write(`${document}\n`);
