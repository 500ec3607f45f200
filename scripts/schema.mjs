// Writes the JSON Schemas of profiles and routes, for editors, out of the schemas in the source. Needs a build.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jsonSchemaOf, SCHEMA_FILES } from '../dist/profiles/json-schema.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'profiles');
for (const [kind, name] of Object.entries(SCHEMA_FILES)) {
  const path = join(folder, name);
  writeFileSync(path, `${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`);
  process.stdout.write(`${path}\n`);
}
